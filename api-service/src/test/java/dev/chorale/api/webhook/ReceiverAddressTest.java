package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://receiver.example.com/hook",
                "https://receiver.example.com",
                "HTTPS://Receiver.Example.com:8443/hook?a=b&c=%20",
                "https://bücher.example/hook",
                "https://8.8.8.8/hook",
                "https://[2606:4700::1111]/hook",
                "https://3com.example/hook",
                "https://4.receiver.example/hook"
            })
    void an_ordinary_https_url_is_taken(String url) {
        assertThat(ReceiverAddress.reasonAgainst(url, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "receiver.example.com/hook",
                "/hook",
                "ftp://receiver.example.com/",
                "file:///etc/passwd",
                "gopher://receiver.example.com/",
                "https:receiver.example.com",
                "https:/receiver.example.com",
                "https:///hook",
                "https://",
                "https://receiver.example.com\\@127.0.0.1/",
                "https://receiver.example.com/a b",
                "https://receiver.example.com/\r\nHost: other",
                "https://receiver.example.com/\u0000",
                "https://receiver.example.com/\ud800",
                "https://user@receiver.example.com/",
                "https://user:secret@receiver.example.com/",
                "https://@receiver.example.com/",
                "https://receiver.example.com/#part",
                "https://receiver.example.com:99999/"
            })
    void what_is_no_plain_url_of_a_receiver_is_refused_also_on_one_machine(String url) {
        assertThat(ReceiverAddress.reasonAgainst(url, false)).isPresent();
        assertThat(ReceiverAddress.reasonAgainst(url, true)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x7f.1",
                "0x7f000001",
                "017700000001",
                "2130706433",
                "127.1",
                "127.0.1",
                "0177.0.0.1",
                "127.0.0.0x1",
                "127.0.0.01",
                "127.0.0.256",
                "1.2.3.4.5",
                "127.0.0.1.",
                "receiver.example.com.",
                "169.254.169.254",
                "[fe80::1]",
                "[::]",
                "[64:ff9b::169.254.169.254]",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255"
            })
    void strange_hosts_and_addresses_of_no_use_are_refused_also_on_one_machine(String host) {
        assertThat(ReceiverAddress.reasonAgainst("https://" + host + "/hook", false))
                .isPresent();
        assertThat(ReceiverAddress.reasonAgainst("https://" + host + "/hook", true))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://receiver.example.com/hook",
                "https://receiver.example.com:9000/hook",
                "https://receiver:8443/hook",
                "https://localhost/hook",
                "https://receiver.localhost/hook",
                "https://127.0.0.1/hook",
                "https://127。0。0。1/hook",
                "https://１２７.0.0.1/hook",
                "https://%31%32%37.0.0.1/hook",
                "https://10.1.2.3/hook",
                "https://172.31.255.255/hook",
                "https://192.168.0.1/hook",
                "https://[::1]/hook",
                "https://[fd00::1]/hook",
                "https://[::ffff:10.0.0.1]/hook",
                "https://[64:ff9b::10.0.0.1]/hook",
                "https://[2002:7f00:1::]/hook"
            })
    void private_receivers_http_and_other_ports_are_for_one_machine_only(String url) {
        assertThat(ReceiverAddress.reasonAgainst(url, false)).isPresent();
        assertThat(ReceiverAddress.reasonAgainst(url, true)).isEmpty();
    }

    @Test
    void the_longest_url_has_2048_characters() {
        String start = "https://receiver.example.com/";
        String longest = start + "a".repeat(2048 - start.length());

        assertThat(ReceiverAddress.reasonAgainst(longest, false)).isEmpty();
        assertThat(ReceiverAddress.reasonAgainst(longest + "a", false)).contains("expected at most 2048 characters");
    }
}
