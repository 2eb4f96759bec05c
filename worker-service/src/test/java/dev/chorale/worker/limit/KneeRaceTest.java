package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import dev.chorale.worker.limit.Race.Driver;
import dev.chorale.worker.limit.Race.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The article's 100 items on its GPU, in virtual time: no setting by hand against the best that a hand could set. */
class KneeRaceTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final int ITEMS = 100;
    private static final int SEEDS = 20;

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "2,0", "3,0", "4,0", "0,0.1", "1,0.1", "2,0.1", "3,0.1", "4,0.1"})
    void the_first_run_is_within_a_fifth_of_the_best_and_the_second_within_a_tenth(long seed, double scatter) {
        double best = Race.best(seed, scatter, ITEMS);
        Knee first = knee(Standing.unknown());
        Result climbing = Race.run(new Gpu(seed, scatter, 0), ITEMS, Race.knee(first));
        Result again = Race.run(new Gpu(seed, scatter, 0), ITEMS, Race.knee(knee(first.standing())));

        assertThat(climbing.seconds()).isLessThan(1.2 * best);
        assertThat(again.seconds()).isLessThan(1.1 * best);
        assertThat(climbing.deaths() + again.deaths()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "2,0", "3,0", "4,0", "0,0.1", "1,0.1", "2,0.1", "3,0.1", "4,0.1"})
    void nor_is_it_slower_where_calls_fail_of_a_full_memory(long seed, double scatter) {
        double best = Race.best(seed, scatter, ITEMS);
        Knee first = knee(Standing.unknown());
        Result climbing = Race.run(new Gpu(seed, scatter, 0).sayingThatItIsFull(), ITEMS, Race.knee(first));
        Result again =
                Race.run(new Gpu(seed, scatter, 0).sayingThatItIsFull(), ITEMS, Race.knee(knee(first.standing())));

        assertThat(climbing.seconds()).isLessThan(1.2 * best);
        assertThat(again.seconds()).isLessThan(1.1 * best);
    }

    @Test
    void a_hidden_death_is_met_once_at_most_and_never_after_a_restart() {
        for (int deadly = 6; deadly <= 25; deadly++) {
            for (long seed = 0; seed < SEEDS; seed++) {
                Knee knee = knee(Standing.unknown());
                int deaths = Race.run(new Gpu(seed, 0.2, deadly), 10 * ITEMS, Race.knee(knee))
                        .deaths();
                Knee restarted = knee(knee.standing());
                int more = Race.run(new Gpu(seed, 0.2, deadly), 10 * ITEMS, Race.knee(restarted))
                        .deaths();

                assertThat(deaths).as("deadly=%d seed=%d", deadly, seed).isLessThanOrEqualTo(1);
                assertThat(deaths == 0 ? 0 : more)
                        .as("restarted, deadly=%d seed=%d", deadly, seed)
                        .isZero();
            }
        }
    }

    @Test
    void nor_where_most_calls_that_it_takes_along_are_given_up_or_refused() {
        for (int deadly = 6; deadly <= 25; deadly++) {
            for (long seed = 0; seed < SEEDS; seed++) {
                Knee knee = knee(Standing.unknown());
                int deaths = Race.run(new Gpu(seed, 0.2, deadly), 10 * ITEMS, Race.limiter(knee))
                        .deaths();
                assertThat(deaths).as("deadly=%d seed=%d", deadly, seed).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void it_is_printed_beside_fixed_limits_and_those_of_netflix() {
        Map<String, Supplier<Driver>> drivers = new LinkedHashMap<>();
        IntStream.of(5, 10, 15, 20, 30).forEach(calls -> drivers.put("fixed " + calls, () -> Race.fixed(calls)));
        drivers.put("knee", () -> Race.knee(knee(Standing.unknown())));
        Knee known = knee(Standing.unknown());
        Race.run(new Gpu(0, 0, 0), ITEMS, Race.knee(known));
        drivers.put("knee, known", () -> Race.knee(knee(known.standing())));
        drivers.put("Gradient2", () -> netflix(Gradient2Limit.newDefault()));
        drivers.put("AIMD", () -> netflix(AIMDLimit.newBuilder().build()));
        StringBuilder table = new StringBuilder(String.format(
                "%n%-12s %8s %12s %7s %5s   of 2000: %8s %12s %7s%n",
                "100 items", "seconds", "first tries", "deaths", "peak", "items/s", "first tries", "deaths"));
        drivers.forEach((name, driver) -> {
            Result few = Race.run(new Gpu(0, 0, 0), ITEMS, driver.get());
            Result many = Race.run(new Gpu(0, 0, 0), 20 * ITEMS, driver.get());
            table.append(String.format(
                    "%-12s %8.1f %11.1f%% %7d %5d            %8.2f %11.1f%% %7d%n",
                    name,
                    few.seconds(),
                    100 * few.firstTries(),
                    few.deaths(),
                    few.peak(),
                    20 * ITEMS / many.seconds(),
                    100 * many.firstTries(),
                    many.deaths()));
        });
        System.out.println(table);
        assertThat(table.toString().lines()).hasSize(2 + drivers.size());
    }

    private static Knee knee(Standing standing) {
        return new Knee(standing, CLOCK, OptionalDouble::empty);
    }

    private static Driver netflix(Limit limit) {
        return Race.of(
                limit::getLimit,
                call -> limit.onSample(
                        call.beganNanos(),
                        call.endedNanos() - call.beganNanos(),
                        call.inFlight(),
                        call.how() != Ended.How.SPOKEN));
    }
}
