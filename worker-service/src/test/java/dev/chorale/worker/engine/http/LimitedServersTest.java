package dev.chorale.worker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.Belief;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the limiter of each process is told. */
@Timeout(10)
class LimitedServersTest {
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final CallLimits LONG = new CallLimits(SECONDS, SECONDS, SECONDS, 1 << 20);

    private static final Segment SEGMENT = new Segment("Hello.", "one", Prosody.NEUTRAL, 7);

    private final Told one = new Told(1);
    private final Told two = new Told(1);

    @Test
    void a_call_that_was_interrupted_is_told_as_given_up() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer(talk -> {
            if (talk.line().startsWith("GET")) {
                talk.whole(404, "", "");
            } else {
                never.await();
            }
        })) {
            Thread caller = Thread.ofVirtual().start(() -> sendToTheEnd(servers(server)));
            Waiting.until(
                    () -> server.talks.stream().anyMatch(talk -> talk.line().startsWith("POST")));
            caller.interrupt();
            Waiting.until(() -> one.inFlight.get() == 0);
            assertThat(one.aborted).containsExactly(1L);
            assertThat(one.answers).isEmpty();
        }
    }

    @Test
    void a_call_that_failed_of_a_bug_of_ours_is_given_up_too() throws Exception {
        try (RawServer server = speaking()) {
            Servers servers = servers(server);
            assertThatThrownBy(() -> servers.send(
                            (_, _) -> {
                                throw new IllegalStateException("a bug");
                            },
                            LONG))
                    .hasMessage("a bug");
            assertThat(one.aborted).hasSize(1);
            assertThat(servers.send(LimitedServersTest::post, LONG)).isInstanceOf(Answer.Given.class);
        }
    }

    @Test
    void of_audio_that_nobody_believes_the_process_is_told_that_spoke_it() throws Exception {
        try (RawServer dead = speaking();
                RawServer alive = speaking()) {
            Servers servers = servers(dead, alive);
            dead.close();
            Belief belief = new Belief();
            belief.of(calling(servers), SEGMENT);
            assertThat(two.disbelieved).isEmpty();
            belief.lose();
            assertThat(two.disbelieved).containsExactly(1L);
            assertThat(one.disbelieved).isEmpty();
        }
    }

    @Test
    void nobody_is_told_twice_of_an_answer_that_was_silent_anyhow() throws Exception {
        try (RawServer silent = new RawServer(talk -> talk.whole(200, "", new byte[1000]))) {
            Belief belief = new Belief();
            belief.of(calling(servers(silent)), SEGMENT);
            belief.lose();
            assertThat(one.answers).hasSize(1);
            assertThat(one.disbelieved).isEmpty();
        }
    }

    /** An engine that makes a call, whatever comes of it. */
    private static SpeechEngine calling(Servers servers) {
        return new SpeechEngine() {
            @Override
            public EngineCard card() {
                throw new UnsupportedOperationException();
            }

            @Override
            public Spoken speak(Segment segment) throws InterruptedException {
                servers.send(LimitedServersTest::post, LONG);
                return new Spoken.Speech(new Pcm(new byte[0], 16000));
            }
        };
    }

    private static RawServer speaking() throws Exception {
        return new RawServer(talk -> talk.whole(200, "", "x".repeat(1000)));
    }

    private Servers servers(RawServer... servers) {
        Iterator<Told> limiters = List.of(one, two).iterator();
        return new Servers(
                Stream.of(servers).map(server -> URI.create(server.url())).toList(),
                _ -> limiters.next(),
                address -> HttpRequest.newBuilder(address).GET().build());
    }

    private static void sendToTheEnd(Servers servers) {
        try {
            servers.send(LimitedServersTest::post, LONG);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest post(URI address) {
        return HttpRequest.newBuilder(address)
                .POST(BodyPublishers.ofString("x"))
                .build();
    }
}
