package dev.chorale.worker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.child.Waiting;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AttendedServersTest {
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final CallLimits LONG = new CallLimits(SECONDS, SECONDS, SECONDS, 1 << 20);

    private final Attended one = new Attended();
    private final Attended two = new Attended();

    @Test
    void a_call_goes_past_a_process_that_is_being_started_anew() throws Exception {
        try (RawServer first = speaking();
                RawServer second = speaking()) {
            one.open = false;
            Servers servers = servers(first, second);
            assertThat(send(servers)).isInstanceOf(Answer.Given.class);
            assertThat(send(servers)).isInstanceOf(Answer.Given.class);
            assertThat(first.talks).isEmpty();
            assertThat(servers.callsAtOnce()).isEqualTo(3);
        }
    }

    @Test
    void while_all_are_being_started_anew_a_call_is_turned_away_at_once() throws Exception {
        try (RawServer first = speaking();
                RawServer second = speaking()) {
            one.open = false;
            two.open = false;
            assertThat(send(servers(first, second))).isEqualTo(new Answer.Unreachable());
            assertThat(first.talks).isEmpty();
        }
    }

    @Test
    void a_call_that_comes_just_as_a_process_is_closed_does_not_reach_it() throws Exception {
        try (RawServer first = speaking();
                RawServer second = speaking()) {
            one.lets = false;
            two.lets = false;
            assertThat(send(servers(first, second))).isEqualTo(new Answer.Unreachable());
            assertThat(first.talks).isEmpty();
            assertThat(second.talks).isEmpty();
        }
    }

    @Test
    void the_attendant_hears_how_calls_ended_and_that_they_did() throws Exception {
        try (RawServer first = new RawServer(talk -> {
            if (talk.line().startsWith("GET")) {
                talk.whole(404, "", "");
            } else {
                talk.whole(500, "", "{\"detail\":\"CUDA error: an illegal memory access\"}");
            }
        })) {
            send(servers(first));
            assertThat(one.signs).containsExactly(Sign.LOST_CARD);
            assertThat(one.inside).isZero();
        }
    }

    @Test
    void an_aborted_call_ends_for_the_attendant_too() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (RawServer first = new RawServer(_ -> go.await())) {
            Servers servers = servers(first);
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    send(servers);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Waiting.until(() -> one.inside == 1);
            caller.interrupt();
            Waiting.until(() -> one.inside == 0);
            go.countDown();
        }
    }

    @Test
    void each_process_is_rehearsed_by_itself() throws Exception {
        try (RawServer first = speaking();
                RawServer second = new RawServer(talk -> talk.whole(500, "", ""))) {
            servers(first, second)
                    .rehearseWith(
                            AttendedServersTest::post,
                            LONG,
                            answer -> answer instanceof Answer.Given given && given.status() == 200);
            assertThat(Objects.requireNonNull(one.rehearsal).passes(LONG.whole()))
                    .isTrue();
            assertThat(Objects.requireNonNull(two.rehearsal).passes(LONG.whole()))
                    .isFalse();
        }
    }

    private static RawServer speaking() throws Exception {
        return new RawServer(talk -> talk.whole(200, "", "x".repeat(1000)));
    }

    private Servers servers(RawServer... servers) {
        List<String> urls = List.of(servers).stream().map(RawServer::url).toList();
        Attendant.Maker attendants = Attended.by(address -> address.toString().equals(urls.getFirst()) ? one : two);
        ServerSettings settings = new ServerSettings(
                "sim", urls, Optional.empty(), 3, Map.of(), (_, calls) -> Limiter.fixed(calls), attendants);
        return new Servers(
                settings, "", address -> HttpRequest.newBuilder(address).GET().build());
    }

    private static Answer send(Servers servers) throws InterruptedException {
        return servers.send(AttendedServersTest::post, LONG);
    }

    private static HttpRequest post(URI address) {
        return HttpRequest.newBuilder(address)
                .POST(BodyPublishers.ofString("x"))
                .build();
    }
}
