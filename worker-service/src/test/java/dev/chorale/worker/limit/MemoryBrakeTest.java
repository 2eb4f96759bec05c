package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.memory.Memory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The limiter and the memory's address together; the calls' time is by hand, the address is read by HTTP. */
class MemoryBrakeTest {
    private static final URI PROCESS = URI.create("http://127.0.0.1:9");
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] SOUND = "x".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    private static final Pause BRIEF = _ -> Pause.system().of(Duration.ofMillis(2));

    private long nanos;
    private volatile double percent;

    @Test
    void the_limit_stays_below_where_the_memory_is_full() throws Exception {
        try (RawServer metrics =
                new RawServer(talk -> talk.whole(200, "", "simulator_memory_percent " + percent + "\n"))) {
            Memory memory = memory(List.of(metrics.url()));
            Limiter limiter = limiter(memory);
            Attendant call = memory.readBeside(Attendant.nobody()).of(PROCESS);
            call.begin(Duration.ofMinutes(1));
            int highest = 0;
            for (int i = 0; i < 60; i++) {
                percent = ofTheArticle(limiter.limit());
                Waiting.until(() -> memory.of(PROCESS).get().orElse(0) == percent / 100);
                generation(limiter);
                highest = Math.max(highest, limiter.limit());
            }
            call.end();
            assertThat(highest).isBetween(10, 14);
        }
    }

    @Test
    void without_an_address_memory_is_no_brake() {
        Limiter limiter = limiter(memory(List.of()));
        for (int i = 0; i < 60; i++) {
            generation(limiter);
        }
        assertThat(limiter.limit()).isGreaterThan(30);
    }

    /** See the simulator's load curve: 65, 82, 93 and 97 % at 5, 10, 15 and 20 calls. */
    private static double ofTheArticle(int calls) {
        return calls <= 10 ? 65 + (calls - 5) * 3.4 : calls <= 15 ? 82 + (calls - 10) * 2.2 : 97;
    }

    private void generation(Limiter limiter) {
        long[] began =
                LongStream.generate(limiter::begin).limit(limiter.limit()).toArray();
        nanos += SECOND;
        long[] followed = LongStream.of(began)
                .map(each -> {
                    limiter.ended(each, given(200));
                    return limiter.begin();
                })
                .toArray();
        LongStream.of(followed).forEach(each -> limiter.ended(each, given(422)));
    }

    private static Answer given(int status) {
        return new Answer.Given(status, HttpHeaders.of(Map.of(), (k, v) -> true), SOUND);
    }

    private Limiter limiter(Memory memory) {
        return new Limits(new FakeStandings(), () -> Instant.EPOCH, () -> nanos, new SimpleMeterRegistry())
                .finding("sim", address -> "build@" + address, memory::of)
                .of(PROCESS, 4);
    }

    private static Memory memory(List<String> urls) {
        return new Memory(
                new Memory.Named("chorale.worker.engines.sim", urls, List.of()),
                List.of(PROCESS),
                new EngineTime(InstantSource.system(), Monotonic.system(), BRIEF));
    }
}
