package dev.chorale.worker.engine.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 1 << 20);
    private static final byte[] NOTHING = new byte[0];

    @Test
    void a_program_gets_its_input_and_gives_its_output_errors_and_code() throws Exception {
        Ending ending = Child.run(sh("cat; echo oops >&2; exit 3"), "hello".getBytes(StandardCharsets.UTF_8), LIMITS);

        assertThat(ending).isInstanceOfSatisfying(Ending.Ended.class, end -> {
            assertThat(new String(end.output(), StandardCharsets.UTF_8)).isEqualTo("hello");
            assertThat(end.errors()).isEqualTo("oops");
            assertThat(end.exitCode()).isEqualTo(3);
        });
    }

    @Test
    void a_program_that_takes_too_long_is_killed() throws Exception {
        Limits short_ = new Limits(Duration.ofMillis(200), 1024);

        assertThat(Child.run(List.of("sleep", "61.125"), NOTHING, short_)).isEqualTo(new Ending.Overran(short_.time()));
        assertThat(running("61.125")).isFalse();
    }

    @Test
    void a_program_that_writes_too_much_is_killed() throws Exception {
        Limits small = new Limits(Duration.ofSeconds(20), 100_000);

        assertThat(Child.run(List.of("cat", "/dev/zero"), NOTHING, small)).isEqualTo(new Ending.Overflowed(100_000));
    }

    @Test
    void only_the_beginning_of_many_errors_is_kept() throws Exception {
        Ending ending = Child.run(sh("head -c 1000000 /dev/zero | tr '\\0' x >&2"), NOTHING, LIMITS);

        assertThat(ending)
                .isInstanceOfSatisfying(
                        Ending.Ended.class, end -> assertThat(end.errors()).hasSize(4096));
    }

    @Test
    void a_program_that_does_not_exist_is_a_value() throws Exception {
        assertThat(Child.run(List.of("/nonexistent/program"), NOTHING, LIMITS)).isInstanceOf(Ending.NotStarted.class);
    }

    @Test
    void a_program_that_takes_no_input_is_killed_at_the_limit_and_finish_says_so() throws Exception {
        Limits brief = new Limits(Duration.ofMillis(300), 1024);
        try (Child child = new Child(List.of("sleep", "62.125"), brief)) {
            assertThat(child.feed(new byte[10_000_000])).isFalse();
            assertThat(child.finish()).isEqualTo(new Ending.Overran(brief.time()));
        }
        assertThat(running("62.125")).isFalse();
    }

    @Test
    void an_interrupt_ends_the_program() throws Exception {
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                Child.run(List.of("sleep", "63.125"), NOTHING, LIMITS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Waiting.until(() -> running("63.125"));
        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(running("63.125")).isFalse();
    }

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }

    private static boolean running(String argument) {
        return ProcessHandle.current()
                .descendants()
                .anyMatch(p ->
                        p.info().arguments().map(List::of).orElse(List.of()).contains(argument));
    }
}
