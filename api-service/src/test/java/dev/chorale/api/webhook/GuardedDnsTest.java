package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GuardedDnsTest {
    @Test
    void a_name_with_public_addresses_resolves_to_all_of_them() throws UnknownHostException {
        try (GuardedDns dns = resolvingTo("8.8.8.8", "2606:4700::1111")) {
            assertThat(dns.lookup("receiver.example")).hasSize(2);
        }
    }

    @Test
    void one_private_address_among_public_ones_denies_the_whole_name() {
        try (GuardedDns dns = resolvingTo("8.8.8.8", "10.0.0.1")) {
            assertThatThrownBy(() -> dns.lookup("receiver.example")).isInstanceOf(GuardedDns.Denied.class);
        }
    }

    @Test
    void an_unknown_name_is_unknown_and_not_denied() {
        try (GuardedDns dns = new GuardedDns(new AddressRule(false), host -> {
            throw new UnknownHostException(host);
        })) {
            assertThatThrownBy(() -> dns.lookup("receiver.example")).isExactlyInstanceOf(UnknownHostException.class);
        }
    }

    private static GuardedDns resolvingTo(String... addresses) {
        List<InetAddress> all = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        return new GuardedDns(new AddressRule(false), host -> all);
    }
}
