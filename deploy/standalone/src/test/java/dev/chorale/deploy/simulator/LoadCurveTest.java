package dev.chorale.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.chorale.deploy.simulator.SharedMachine.End;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadCurveTest {
    private static final double TIME_SCALE = 40;

    @ParameterizedTest
    @CsvSource({"5, 72, 100", "10, 48, 99.8", "15, 43, 97.2", "20, 41, 93.1", "30, 39, 76.5"})
    void a_hundred_items_take_and_fail_as_the_article_measured(int calls, double seconds, double success)
            throws Exception {
        SharedMachine machine = new SharedMachine(LoadCurve.ofMachine(0), TIME_SCALE);
        long began = System.nanoTime();

        List<End> ends = run(machine, calls, 100);

        double took = (System.nanoTime() - began) / 1e9 * TIME_SCALE;
        assertThat(took).isCloseTo(seconds, withinPercentage(10));
        assertThat(ends.stream().filter(end -> end == End.DONE).count())
                .isCloseTo((long) success, withinPercentage(10));
        assertThat(ends).doesNotContain(End.DEATH);
    }

    @ParameterizedTest
    @CsvSource({"5, 65", "10, 82", "15, 93", "20, 97", "30, 100", "40, 100"})
    void memory_fills_as_the_article_measured(int calls, double percent) {
        assertThat(LoadCurve.ofMachine(0).memoryPercent(calls)).isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void another_machine_bears_and_takes_up_to_a_fifth_more_or_less(long number) {
        LoadCurve article = LoadCurve.ofMachine(0);
        LoadCurve other = LoadCurve.ofMachine(number);

        assertThat(other).isEqualTo(LoadCurve.ofMachine(number)).isNotEqualTo(article);
        assertThat(other.secondsAnItem(1)).isCloseTo(article.secondsAnItem(1), withinPercentage(45));
        assertThat(other.memoryPercent(10)).isCloseTo(article.memoryPercent(10), withinPercentage(15));
        assertThat(other.failureRate(30)).isCloseTo(article.failureRate(30), within(0.1));
    }

    @Test
    void the_engine_dies_when_it_goes_on_with_full_memory() throws Exception {
        assertThat(run(new SharedMachine(LoadCurve.ofMachine(0), 400), 30, 300)).contains(End.DEATH);
    }

    private static List<End> run(SharedMachine machine, int calls, int items) throws Exception {
        Semaphore free = new Semaphore(calls);
        List<Future<End>> running = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < items; n++) {
                free.acquire();
                running.add(callers.submit(() -> {
                    try {
                        return machine.work();
                    } finally {
                        free.release();
                    }
                }));
            }
        }
        List<End> ends = new ArrayList<>();
        for (Future<End> call : running) {
            ends.add(call.get());
        }
        return ends;
    }
}
