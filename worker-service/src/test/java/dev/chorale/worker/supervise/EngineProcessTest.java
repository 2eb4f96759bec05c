package dev.chorale.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Attended;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import dev.chorale.worker.engine.http.Sign;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With a real process, which does what engines do when something is wrong with them. */
@Timeout(30)
class EngineProcessTest {
    private static final EngineTime TIME = new EngineTime(InstantSource.system(), Monotonic.system(), Pause.system());
    private static final Duration SECONDS = Duration.ofSeconds(10);
    private static final CallLimits LIMITS = new CallLimits(SECONDS, SECONDS, SECONDS, 1 << 20);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final List<Reason> restarts = new CopyOnWriteArrayList<>();
    private URI address = URI.create("http://127.0.0.1");
    private EngineProcess engine = engine("exit 0", Duration.ofSeconds(20));

    @BeforeEach
    void start() throws Exception {
        address = StubEngine.free();
    }

    @AfterEach
    void stop() throws Exception {
        engine.stop();
        engine.awaitEnd();
    }

    @Test
    void it_may_be_called_when_it_answers_and_ends_when_it_is_stopped() throws Exception {
        assertThat(attendant().isOpen()).isFalse();
        run();
        long pid = pid();
        stop();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(attendant().begin(SECONDS)).isFalse();
        assertThat(restarts).isEmpty();
    }

    @Test
    void one_that_speaks_grpc_may_be_called_when_it_takes_connections() throws Exception {
        address = URI.create(address.toString().replaceFirst("http", "grpc"));
        run();
        assertThat(attendant().isOpen()).isTrue();
    }

    @Test
    void one_that_died_is_started_again() throws Exception {
        run();
        long before = pid();
        assertThat(call("/die", LIMITS)).isEqualTo(new Answer.Lost());
        Waiting.until(() -> attendant().starts() == 2);
        assertThat(pid()).isNotEqualTo(before);
        assertThat(restarts).containsExactly(Reason.EXIT);
    }

    @Test
    void one_that_hangs_is_started_again() throws Exception {
        run();
        for (int i = 0; i < Health.LATE_CALLS; i++) {
            assertThat(call("/hang", new CallLimits(SHORT, SHORT, SHORT, 100))).isEqualTo(new Answer.Overran(SHORT));
        }
        Waiting.until(() -> attendant().starts() == 2);
        assertThat(restarts).containsExactly(Reason.HANG);
    }

    @Test
    void it_is_ended_between_two_calls() throws Exception {
        run();
        long before = pid();
        attendant().begin(SECONDS);
        attendant().saw(Sign.LOST_CARD);
        Waiting.until(() -> !attendant().isOpen());
        assertThat(attendant().begin(SECONDS)).as("no call begins").isFalse();
        TIME.pause().of(Duration.ofSeconds(1));
        assertThat(ProcessHandle.of(before))
                .as("the call that runs is let finish")
                .isPresent();
        attendant().end();
        Waiting.until(() -> attendant().starts() == 2);
        assertThat(ProcessHandle.of(before)).isEmpty();
        assertThat(restarts).containsExactly(Reason.CARD);
    }

    @Test
    void one_that_leaks_is_started_again() throws Exception {
        run();
        call("/leak", LIMITS);
        Waiting.until(() -> attendant().starts() == 2);
        assertThat(restarts).containsExactly(Reason.LEAK);
    }

    @Test
    void one_that_never_answers_is_started_again_and_never_called() throws Exception {
        engine = engine("echo loading; sleep 81.125", Duration.ofMillis(300));
        engine.start();
        Waiting.until(() -> restarts.size() >= 2);
        assertThat(restarts).containsOnly(Reason.START);
        assertThat(attendant().starts()).isZero();
    }

    @Test
    void one_that_came_up_anew_must_pass_its_rehearsal_first() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        run();
        attendant().rehearseWith(_ -> tries.incrementAndGet() > 3);
        call("/die", LIMITS);
        Waiting.until(() -> attendant().starts() == 2);
        assertThat(tries).hasValueGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENCE", "HANG", "ERRORS"})
    void one_that_speaks_a_known_word_is_not_to_blame_for_what_texts_may_do_to_it(Reason reason) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        run();
        attendant().rehearseWith(_ -> asked.incrementAndGet() > 0);
        ((Door) attendant()).judge(_ -> Optional.of(reason));
        Waiting.until(() -> asked.get() > 0 && ((Door) attendant()).verdict().isEmpty());
        assertThat(attendant().starts()).isOne();
        assertThat(attendant().isOpen()).isTrue();
    }

    @Test
    void one_that_hangs_has_little_time_for_the_known_word() throws Exception {
        Queue<Duration> limits = new ConcurrentLinkedQueue<>();
        run();
        attendant().rehearseWith(atMost -> limits.add(atMost) && attendant().starts() > 1);
        ((Door) attendant()).judge(_ -> Optional.of(Reason.HANG));
        Waiting.until(() -> restarts.contains(Reason.HANG));
        assertThat(limits.element()).isLessThanOrEqualTo(Duration.ofSeconds(20));
    }

    private void run() {
        engine = engine(StubEngine.command(address), Duration.ofSeconds(20));
        engine.start();
        Waiting.until(() -> attendant().isOpen());
    }

    private EngineProcess engine(String command, Duration startLimit) {
        Duration glance = Duration.ofMillis(30);
        Rhythm rhythm = new Rhythm(
                startLimit, glance, glance, Duration.ofMillis(200), Duration.ofMillis(10), Duration.ofMillis(50));
        return new EngineProcess(address, command, rhythm, OptionalDouble::empty, restarts::add, TIME);
    }

    private Attendant attendant() {
        return engine.attendant();
    }

    private long pid() throws InterruptedException {
        Answer answer = call("/", LIMITS);
        assertThat(answer).isInstanceOf(Answer.Given.class);
        return Long.parseLong(new String(((Answer.Given) answer).body(), StandardCharsets.US_ASCII));
    }

    /** As adapters call, through {@link Servers}. */
    private Answer call(String path, CallLimits limits) throws InterruptedException {
        ServerSettings settings = new ServerSettings(
                "stub",
                List.of(address.toString()),
                Optional.empty(),
                4,
                Map.of(),
                (_, calls) -> Limiter.fixed(calls),
                Attended.by(_ -> attendant()));
        return new Servers(settings, "", EngineProcessTest::get).send(a -> post(a.resolve(path)), limits);
    }

    private static HttpRequest post(URI address) {
        return HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private static HttpRequest get(URI address) {
        return HttpRequest.newBuilder(address).GET().build();
    }
}
