package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import okhttp3.Dns;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How several senders, and several receivers, share the work. */
class WebhookSharingTest {
    private static final long AWAIT_SECONDS = 30;

    private final Jdbi db = TestDatabase.fresh();
    private final DeliveryRows rows = new DeliveryRows(db);
    private final DeliveryLedger ledger = new DeliveryLedger(db);
    private final ReceiverClient client = new ReceiverClient(true, Dns.SYSTEM, Duration.ofSeconds(20));
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
    void a_host_has_at_most_four_calls_at_once_and_does_not_hold_up_another() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) {
            receiver.then(exchange -> {
                awaitQuietly(go);
                exchange.sendResponseHeaders(200, -1);
            });
            rows.due(receiver.url());
        }
        WebhookSender sender = sender();
        try (TestReceiver other = new TestReceiver()) {
            assertThat(sender.claimAndSend()).isEqualTo(4);
            rows.due(other.url());
            assertThat(sender.claimAndSend()).isEqualTo(1);
            await(() -> other.received().size() == 1);
        }
        assertThat(sender.claimAndSend()).isZero();
        go.countDown();
        await(() -> rows.delivered() == 5);
        assertThat(sender.claimAndSend()).isEqualTo(2);
        await(() -> rows.delivered() == 7);
    }

    @Test
    void a_host_that_has_no_call_yet_comes_before_the_backlog_of_those_that_have() {
        for (int i = 0; i < 5; i++) {
            rows.due("https://slow.example/hook");
        }
        UUID fresh = rows.due("https://quick.example/hook");

        List<Delivery> freed = ledger.claim(1, Map.of("slow.example", 3), 4);

        assertThat(freed).extracting(Delivery::host).containsExactly("quick.example");
        assertThat(rows.attemptsOf(fresh)).isEqualTo(1);
    }

    @Test
    void the_hosts_take_turns_where_there_are_fewer_slots_than_rows() {
        for (int i = 0; i < 4; i++) {
            rows.due("https://first.example/hook");
        }
        rows.due("https://second.example/hook");
        rows.due("https://third.example/hook");

        assertThat(ledger.claim(3, Map.of(), 4))
                .extracting(Delivery::host)
                .containsExactlyInAnyOrder("first.example", "second.example", "third.example");
    }

    @Test
    void what_a_killed_sender_had_claimed_comes_again_and_its_late_verdict_does_not_count() {
        UUID job = rows.due(receiver.url());
        Delivery lost = ledger.claim(1, Map.of(), 4).getFirst();
        assertThat(ledger.claim(1, Map.of(), 4)).isEmpty();

        rows.makeDue();
        Delivery again = ledger.claim(1, Map.of(), 4).getFirst();

        assertThat(again.messageId()).isEqualTo(lost.messageId());
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(ledger.failed(lost, 500, "refused")).isFalse();
        assertThat(rows.stateOf(job)).isEqualTo("pending");
        assertThat(ledger.delivered(again, 204)).isTrue();
        assertThat(ledger.delivered(again, 204)).isFalse();
    }

    @Test
    void what_kills_each_sender_that_claims_it_fails_in_the_end() {
        UUID job = rows.due(receiver.url());
        for (int i = 0; i < DeliveryLedger.MOST_ATTEMPTS; i++) {
            assertThat(ledger.claim(1, Map.of(), 4)).hasSize(1);
            rows.makeDue();
        }

        assertThat(ledger.claim(1, Map.of(), 4)).isEmpty();
        assertThat(rows.stateOf(job)).isEqualTo("failed");
        assertThat(rows.lastErrorOf(job)).isEqualTo("no_verdict");
        assertThat(rows.attemptsOf(job)).isEqualTo(DeliveryLedger.MOST_ATTEMPTS);
    }

    @Test
    void two_senders_share_the_work_and_deliver_each_once() throws InterruptedException {
        int many = 40;
        for (int i = 0; i < many; i++) {
            rows.due(receiver.url());
        }
        WebhookSender one = sender();
        WebhookSender other = sender();

        one.start(new StartupEvent());
        other.start(new StartupEvent());
        await(() -> rows.delivered() == many);
        one.stop(new ShutdownEvent());
        other.stop(new ShutdownEvent());

        assertThat(receiver.received())
                .extracting(call -> call.header("webhook-id"))
                .hasSize(many)
                .doesNotHaveDuplicates();
    }

    private WebhookSender sender() {
        RetrySchedule schedule = new RetrySchedule(new SplittableRandom(1));
        return new WebhookSender(ledger, client, schedule, new SimpleMeterRegistry(), 16);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(AWAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AWAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
