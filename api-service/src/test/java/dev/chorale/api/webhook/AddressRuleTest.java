package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {
    private static final AddressRule PUBLIC_ONLY = new AddressRule(false);
    private static final AddressRule ONE_MACHINE = new AddressRule(true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1",
                "2001:0:808:808::f7f7:f7f7",
                "::ffff:8.8.8.8"
            })
    void public_addresses_may_be_called(String address) {
        assertThat(PUBLIC_ONLY.allows(InetAddress.ofLiteral(address))).isTrue();
        assertThat(ONE_MACHINE.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.255.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "172.16.0.0",
                "172.31.255.255",
                "192.168.0.0",
                "192.168.255.255",
                "::1",
                "fc00::",
                "fdff:ffff::1",
                "::ffff:127.0.0.1",
                "64:ff9b::192.168.1.1",
                "2002:a00:1::",
                "2001:0:7f00:1::f7f7:f7f7",
                "2001:0:808:808::80ff:fffe"
            })
    void private_and_loopback_addresses_only_on_one_machine(String address) {
        assertThat(PUBLIC_ONLY.allows(InetAddress.ofLiteral(address))).isFalse();
        assertThat(ONE_MACHINE.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::7f00:1",
                "::808:808",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::808:808",
                "100::1",
                "2001:db8::1",
                "2001:2::1",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::f7f7:f7f7",
                "3fff::1",
                "5f00::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "::ffff:169.254.169.254"
            })
    void addresses_for_special_purposes_never(String address) {
        assertThat(PUBLIC_ONLY.allows(InetAddress.ofLiteral(address))).isFalse();
        assertThat(ONE_MACHINE.allows(InetAddress.ofLiteral(address))).isFalse();
    }
}
