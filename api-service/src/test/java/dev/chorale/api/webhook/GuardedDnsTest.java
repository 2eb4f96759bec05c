package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.Dns;
import org.junit.jupiter.api.Test;

class GuardedDnsTest {
    private static final List<InetAddress> PUBLIC = List.of(InetAddress.ofLiteral("8.8.8.8"));

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

    @Test
    void names_whose_servers_are_slow_do_not_hold_up_the_look_up_of_another() throws Exception {
        CountDownLatch begun = new CountDownLatch(32);
        CountDownLatch go = new CountDownLatch(1);
        Dns system = host -> host.startsWith("slow") ? slowly(begun, go) : PUBLIC;
        try (GuardedDns dns = new GuardedDns(new AddressRule(false), system);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                String host = "slow" + i + ".example";
                callers.submit(() -> dns.lookup(host));
            }

            assertThat(begun.await(4, TimeUnit.SECONDS)).isTrue();
            assertThat(dns.lookup("receiver.example")).isEqualTo(PUBLIC);
            go.countDown();
        }
    }

    @Test
    void a_slow_name_is_looked_up_once_however_many_wait_for_it() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        Dns system = host -> {
            lookups.incrementAndGet();
            return slowly(begun, go);
        };
        try (GuardedDns dns = new GuardedDns(new AddressRule(false), system, Duration.ofMillis(50));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<InetAddress>> first = callers.submit(() -> dns.lookup("slow.example"));
            begun.await();
            assertThatThrownBy(first::get).hasCauseExactlyInstanceOf(UnknownHostException.class);
            Future<List<InetAddress>> second = callers.submit(() -> dns.lookup("slow.example"));
            assertThatThrownBy(second::get).hasCauseExactlyInstanceOf(UnknownHostException.class);
            assertThat(lookups).hasValue(1);
            go.countDown();
        }
    }

    private static List<InetAddress> slowly(CountDownLatch begun, CountDownLatch go) throws UnknownHostException {
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return PUBLIC;
    }

    private static GuardedDns resolvingTo(String... addresses) {
        List<InetAddress> all = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        return new GuardedDns(new AddressRule(false), host -> all);
    }
}
