package dev.chorale.worker.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Attended;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.RawServer.Script;
import dev.chorale.worker.engine.http.Talk;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MemoryTest {
    private static final URI PROCESS = URI.create("http://127.0.0.1:9/v1");
    private static final Duration PERIOD = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicLong skipped = new AtomicLong();
    private final EngineTime time =
            new EngineTime(InstantSource.system(), () -> System.nanoTime() + skipped.get(), Pause.system());

    @Test
    void it_is_read_while_calls_are_in_flight_and_old_values_are_unknown() throws Exception {
        try (RawServer metrics = new RawServer(talk -> tell(talk, 65))) {
            Memory memory = memory(metrics.url());
            Attendant attendant = memory.readBeside(Attendant.nobody()).of(PROCESS);
            assertThat(memory.of(PROCESS).get()).as("before the first call").isEmpty();

            attendant.begin(LONG);
            Waiting.until(() -> memory.of(PROCESS).get().equals(OptionalDouble.of(0.65)));
            Waiting.until(() -> metrics.talks.size() > 3);
            assertThat(metrics.talks.peek().line()).startsWith("GET /metrics ");
            attendant.end();

            skipped.set(LONG.toNanos());
            Waiting.until(() -> memory.of(PROCESS).get().isEmpty());
            assertStill(metrics);
        }
    }

    @Test
    void the_model_of_the_card_is_read_when_it_is_asked_for() throws Exception {
        String page = "DCGM_FI_DEV_FB_USED{modelName=\"NVIDIA H200\"} 1\n";
        try (RawServer metrics = new RawServer(talk -> talk.whole(200, "", page))) {
            assertThat(memory(metrics.url()).modelOf(PROCESS)).contains("NVIDIA H200");
        }
        assertThat(memory("http://127.0.0.1:9").modelOf(PROCESS)).isEmpty();
        assertThat(memory("http://127.0.0.1:9").modelOf(URI.create("http://127.0.0.1:8")))
                .isEmpty();
    }

    @Test
    void it_is_read_again_with_the_next_call() throws Exception {
        try (RawServer metrics = new RawServer(talk -> tell(talk, 65))) {
            Memory memory = memory(metrics.url());
            Attendant attendant = memory.readBeside(Attendant.nobody()).of(PROCESS);
            attendant.begin(LONG);
            attendant.end();
            assertStill(metrics);
            int before = metrics.talks.size();
            attendant.begin(LONG);
            Waiting.until(() -> metrics.talks.size() > before + 2);
            attendant.end();
        }
    }

    @Test
    void a_call_that_may_not_begin_reads_nothing() throws Exception {
        try (RawServer metrics = new RawServer(talk -> tell(talk, 65))) {
            Attendant attendant = memory(metrics.url())
                    .readBeside(Attended.by(Attended.closed()))
                    .of(PROCESS);
            assertThat(attendant.begin(LONG)).isFalse();
            assertStill(metrics);
            assertThat(metrics.talks).isEmpty();
        }
    }

    @Test
    void an_address_that_hangs_leaves_it_unknown() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        assertUnknown(_ -> over.await());
        over.countDown();
    }

    @Test
    void an_address_that_says_something_else_leaves_it_unknown() throws Exception {
        assertUnknown(talk -> talk.whole(200, "", "<html>no metrics here</html>"));
        assertUnknown(talk -> talk.whole(500, "", "simulator_memory_percent 65\n"));
        assertUnknown(Talk::reset);
    }

    @Test
    void an_address_that_never_ends_is_left() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        assertUnknown(talk -> {
            talk.chunks("text/plain");
            talk.chunk("simulator_memory_percent 65\n".getBytes(StandardCharsets.US_ASCII));
            try {
                while (true) {
                    talk.chunk(new byte[1 << 20]);
                }
            } catch (IOException e) {
                left.countDown();
            }
        });
        left.await();
    }

    @Test
    void an_address_that_comes_back_is_read_again() throws Exception {
        AtomicLong asked = new AtomicLong();
        try (RawServer metrics = new RawServer(talk -> {
            if (asked.incrementAndGet() > 2) {
                tell(talk, 80);
            } else {
                talk.reset();
            }
        })) {
            Memory memory = memory(metrics.url());
            Attendant attendant = memory.readBeside(Attendant.nobody()).of(PROCESS);
            attendant.begin(LONG);
            Waiting.until(() -> memory.of(PROCESS).get().isPresent());
            attendant.end();
        }
    }

    @Test
    void without_an_address_nothing_is_known_and_nothing_is_put_between() {
        Memory memory = new Memory(named(List.of(), List.of()), List.of(PROCESS), time);
        assertThat(memory.of(PROCESS).get()).isEmpty();
        Attendant.Maker nobody = Attendant.nobody();
        assertThat(memory.readBeside(nobody).of(PROCESS).getClass())
                .isEqualTo(nobody.of(PROCESS).getClass());
    }

    @Test
    void what_cannot_be_is_refused_with_its_key() {
        URI other = URI.create("http://127.0.0.1:10/v1");
        refused(
                named(List.of("http://a", "http://b", "http://c"), List.of()),
                List.of(PROCESS, other),
                "memory-url: 3");
        refused(named(List.of("gpu1:9400"), List.of()), List.of(PROCESS), "memory-url: gpu1:9400");
        refused(named(List.of("http://a"), List.of("0", "1", "2")), List.of(PROCESS, other), "memory-gpu: 3");
        refused(named(List.of(), List.of("0")), List.of(PROCESS), "memory-gpu: [0] (expected memory-url)");
        refused(named(List.of("http://a"), List.of()), List.of(), "memory-url: 1 (expected none without url)");
    }

    private void refused(Memory.Named named, List<URI> processes, String message) {
        assertThatThrownBy(() -> new Memory(named, processes, time))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chorale.worker.engines.sim." + message);
    }

    private void assertUnknown(Script script) throws Exception {
        try (RawServer metrics = new RawServer(script)) {
            Memory memory = memory(metrics.url());
            Attendant attendant = memory.readBeside(Attendant.nobody()).of(PROCESS);
            attendant.begin(LONG);
            Waiting.until(() -> metrics.talks.size() >= 1);
            assertThat(memory.of(PROCESS).get()).isEmpty();
            attendant.end();
        }
    }

    /** No reading begins any more. */
    private static void assertStill(RawServer metrics) {
        AtomicLong last = new AtomicLong(-1);
        AtomicLong since = new AtomicLong(System.nanoTime());
        Waiting.until(() -> {
            if (last.getAndSet(metrics.talks.size()) != metrics.talks.size()) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > PERIOD.multipliedBy(10).toNanos();
        });
    }

    private Memory memory(String url) {
        return new Memory(named(List.of(url), List.of()), List.of(PROCESS), time, PERIOD);
    }

    private static Memory.Named named(List<String> urls, List<String> cards) {
        return new Memory.Named("chorale.worker.engines.sim", urls, cards);
    }

    private static void tell(Talk talk, int percent) throws IOException {
        talk.whole(200, "", "simulator_memory_percent " + percent + "\n");
    }
}
