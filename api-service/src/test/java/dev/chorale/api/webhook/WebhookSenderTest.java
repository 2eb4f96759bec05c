package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import dev.chorale.common.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dns;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {
    private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT_LIMIT = Duration.ofMillis(500);
    private static final long AWAIT_SECONDS = 30;

    private final Jdbi db = TestDatabase.fresh();
    private final DeliveryRows rows = new DeliveryRows(db);
    private final DeliveryLedger ledger = new DeliveryLedger(db);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ReceiverClient client = new ReceiverClient(true, Dns.SYSTEM, CALL_LIMIT);
    private TestReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = new TestReceiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
        client.close();
    }

    @Test
    void a_due_delivery_is_sent_with_a_signature_that_the_reference_library_accepts() throws InterruptedException {
        UUID job = rows.due(receiver.url());

        round();

        TestReceiver.Received call = receiver.received().getFirst();
        assertThatCode(() -> new Webhook(DeliveryRows.SECRET).verify(call.body(), call.headers()))
                .doesNotThrowAnyException();
        assertThat(call.body())
                .contains("\"type\":\"job.failed\"", "\"error_code\":\"engine_failed\"", "\"order\":\"7\"");
        assertThat(call.header("content-type")).startsWith("application/json");
        assertThat(rows.stateOf(job)).isEqualTo("delivered");
        assertThat(counted("delivered")).isEqualTo(1);
    }

    @Test
    void a_failed_attempt_is_repeated_with_the_same_id_and_body_and_another_time() throws InterruptedException {
        receiver.thenStatus(500);
        UUID job = rows.due(receiver.url());

        round();
        assertThat(rows.stateOf(job)).isEqualTo("pending");
        assertThat(rows.lastStatusOf(job)).isEqualTo(500);
        assertThat(rows.waitOf(job)).isBetween(Duration.ZERO, Duration.ofSeconds(6));
        Thread.sleep(Duration.ofSeconds(1));
        rows.makeDue();
        round();

        List<TestReceiver.Received> calls = receiver.received();
        assertThat(calls).extracting(c -> c.header("webhook-id")).hasSize(2).containsOnly(idIn(calls));
        assertThat(calls)
                .extracting(TestReceiver.Received::body)
                .containsOnly(calls.getFirst().body());
        assertThat(calls).extracting(c -> c.header("webhook-timestamp")).doesNotHaveDuplicates();
        assertThat(calls).extracting(c -> c.header("webhook-signature")).doesNotHaveDuplicates();
        assertThat(rows.stateOf(job)).isEqualTo("delivered");
        assertThat(rows.attemptsOf(job)).isEqualTo(2);
        assertThat(counted("retried")).isEqualTo(1);
    }

    @Test
    void a_delivery_that_is_not_due_is_not_sent() throws InterruptedException {
        receiver.thenStatus(500);
        rows.due(receiver.url());
        round();

        assertThat(round()).isZero();
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void a_receiver_that_is_gone_is_never_asked_again() throws InterruptedException {
        receiver.thenStatus(410);
        UUID job = rows.due(receiver.url());

        round();

        assertThat(rows.stateOf(job)).isEqualTo("failed");
        assertThat(counted("failed")).isEqualTo(1);
    }

    @Test
    void a_delivery_fails_for_good_after_its_tenth_attempt() throws InterruptedException {
        receiver.thenStatus(500);
        UUID job = rows.due(receiver.url());
        rows.makeLastAttempt();

        round();

        assertThat(rows.stateOf(job)).isEqualTo("failed");
        assertThat(rows.attemptsOf(job)).isEqualTo(10);
        assertThat(counted("failed")).isEqualTo(1);
    }

    @Test
    void a_redirect_is_a_failed_attempt_and_not_followed() throws InterruptedException {
        receiver.thenStatus(307, "Location", receiver.url() + "/elsewhere");
        UUID job = rows.due(receiver.url());

        round();

        assertThat(receiver.received()).hasSize(1);
        assertThat(rows.stateOf(job)).isEqualTo("pending");
        assertThat(rows.lastStatusOf(job)).isEqualTo(307);
    }

    @Test
    void a_receiver_that_asks_for_an_hour_gets_it() throws InterruptedException {
        receiver.thenStatus(429, "Retry-After", "3600");
        UUID job = rows.due(receiver.url());

        round();

        assertThat(rows.waitOf(job)).isBetween(Duration.ofSeconds(3500), Duration.ofSeconds(3600));
    }

    @Test
    void a_receiver_that_asks_for_no_time_is_not_called_again_at_once() throws InterruptedException {
        receiver.thenStatus(503, "Retry-After", "0");
        rows.due(receiver.url());

        round();

        assertThat(receiver.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"später", "Wed, 21 Oct 2026 07:28:00 GMT", "9999999999"})
    void a_receiver_that_asks_for_what_is_no_number_of_seconds_costs_one_attempt(String asked)
            throws InterruptedException {
        receiver.thenStatus(503, "Retry-After", asked);
        UUID job = rows.due(receiver.url());

        round();

        assertThat(rows.lastStatusOf(job)).isEqualTo(503);
        assertThat(rows.waitOf(job)).isBetween(Duration.ZERO, Duration.ofSeconds(6));
    }

    @Test
    void a_call_that_breaks_off_by_a_defect_costs_one_attempt() throws InterruptedException {
        UUID job = rows.due(receiver.url());
        ReceiverClient broken = new ReceiverClient(true, Dns.SYSTEM, CALL_LIMIT) {
            @Override
            Answer send(Delivery delivery) {
                throw new IllegalStateException("a defect");
            }
        };

        round(sender(broken));

        assertThat(rows.lastErrorOf(job)).isEqualTo("internal_error");
        assertThat(rows.waitOf(job)).isBetween(Duration.ZERO, Duration.ofSeconds(6));
    }

    @Test
    void a_receiver_that_does_not_answer_in_time_costs_one_attempt() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        receiver.then(exchange -> awaitQuietly(never));
        UUID job = rows.due(receiver.url());

        round(sender(new ReceiverClient(true, Dns.SYSTEM, SHORT_LIMIT)));
        never.countDown();

        assertThat(rows.stateOf(job)).isEqualTo("pending");
        assertThat(rows.lastErrorOf(job)).isEqualTo("timed_out");
    }

    @Test
    void a_reply_without_end_is_cut_off_and_its_status_counts() throws InterruptedException {
        AtomicLong written = new AtomicLong();
        CountDownLatch cutOff = new CountDownLatch(1);
        receiver.then(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (written.get() < 1L << 30) {
                    exchange.getResponseBody().write(new byte[8192]);
                    written.addAndGet(8192);
                }
            } finally {
                cutOff.countDown();
            }
        });
        UUID job = rows.due(receiver.url());

        round();

        assertThat(rows.stateOf(job)).isEqualTo("delivered");
        assertThat(cutOff.await(AWAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(written.get()).isLessThan(64L << 20);
    }

    @Test
    void a_receiver_in_a_private_network_is_blocked_unless_the_machine_allows_it() throws InterruptedException {
        UUID byAddress = rows.due(receiver.url());
        UUID byName = rows.due("https://receiver.example/hook");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ReceiverClient strict = new ReceiverClient(false, host -> List.of(loopback), CALL_LIMIT);

        round(sender(strict));

        assertThat(receiver.received()).isEmpty();
        assertThat(List.of(byAddress, byName)).allSatisfy(job -> {
            assertThat(rows.stateOf(job)).isEqualTo("failed");
            assertThat(rows.lastErrorOf(job)).isEqualTo("blocked");
        });
        assertThat(counted("blocked")).isEqualTo(2);
    }

    @Test
    void a_name_that_cannot_be_resolved_costs_one_attempt() throws InterruptedException {
        UUID job = rows.due("https://receiver.example/hook");
        ReceiverClient lost = new ReceiverClient(
                false,
                host -> {
                    throw new UnknownHostException(host);
                },
                CALL_LIMIT);

        round(sender(lost));

        assertThat(rows.stateOf(job)).isEqualTo("pending");
        assertThat(rows.lastErrorOf(job)).isEqualTo("unknown_host");
    }

    private int round() throws InterruptedException {
        return round(sender(client));
    }

    /** One claim, and the end of what it began. */
    private static int round(WebhookSender sender) throws InterruptedException {
        int begun = sender.claimAndSend();
        sender.stop(new ShutdownEvent());
        return begun;
    }

    private WebhookSender sender(ReceiverClient by) {
        return new WebhookSender(ledger, by, new RetrySchedule(new SplittableRandom(1)), meters, 16);
    }

    private double counted(String outcome) {
        return meters.counter("chorale.webhook.deliveries", "outcome", outcome).count();
    }

    private static String idIn(List<TestReceiver.Received> calls) {
        return calls.getFirst().header("webhook-id");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(AWAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
