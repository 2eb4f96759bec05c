package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Attended;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.ServerSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AttendedOpeningTest {
    private final Attended attended = Attended.closed();

    @Test
    void the_first_word_waits_until_the_process_is_ready_and_is_what_it_is_rehearsed_with() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            AtomicInteger asked = new AtomicInteger();
            Thread.ofVirtual().start(() -> {
                Waiting.until(() -> asked.get() > 2);
                attended.open = true;
            });
            open(server, Attended.by(attended), asked);
            assertThat(Objects.requireNonNull(attended.rehearsal).passes(Duration.ofSeconds(5)))
                    .isTrue();
            assertThat(server.asked())
                    .as("all that was asked is the known word")
                    .isEmpty();
        }
    }

    @Test
    void it_waits_no_longer_than_the_attendant_says() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Attendant.Maker brief = new Attendant.Maker() {
                @Override
                public Attendant of(URI address) {
                    return attended;
                }

                @Override
                public Duration patience() {
                    return Duration.ofMillis(600);
                }
            };
            long began = System.nanoTime();
            assertThatThrownBy(() -> open(server, brief, new AtomicInteger()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not speak: the engine took no connection");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** @param pauses counts the waits between two tries */
    private static void open(FakeServer server, Attendant.Maker attendants, AtomicInteger pauses)
            throws InterruptedException {
        ServerSettings settings = new ServerSettings(
                "sim",
                List.of(server.url()),
                Optional.empty(),
                2,
                Map.of("voices", "nova:en"),
                (_, calls) -> Limiter.fixed(calls),
                attendants);
        OpenAiEngine.open(settings, "ffmpeg", new EngineTime(Opened.TIME.wall(), Opened.TIME.clock(), length -> {
            pauses.incrementAndGet();
            Opened.TIME.pause().of(length.dividedBy(10));
        }));
    }
}
