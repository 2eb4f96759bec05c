package dev.chorale.worker.limit;

import dev.chorale.worker.engine.http.Answer;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Items that go through a {@link Gpu} as fast as a limit lets them; failed ones again until they succeed. */
final class Race {
    private Race() {}

    /** Somebody who says how many calls may be in flight. */
    interface Driver {
        int limit();

        default void began(long nanos) {}

        /** The same as {@link #ended}, of a call that died with the process. */
        default void died(Ended call, Gpu.Loss loss) {
            ended(call);
        }

        void ended(Ended call);
    }

    /** @param firstTries the share of items that succeeded at once */
    record Result(double seconds, double firstTries, int deaths, int peak) {}

    static Driver fixed(int calls) {
        return of(() -> calls, _ -> {});
    }

    static Driver knee(Knee knee) {
        return of(knee::limit, knee::ended);
    }

    /** With all that stands between a knee and those who call. */
    static Driver limiter(Knee knee) {
        return new LimiterDriver(knee);
    }

    private static final class LimiterDriver implements Driver {
        private static final Answer SPOKEN = given(200);
        private static final Answer FAILED = given(500);

        private final KneeLimiter limiter;
        private long now;

        LimiterDriver(Knee knee) {
            this.limiter = new KneeLimiter("sim", knee, new FakeStandings(), () -> now);
        }

        @Override
        public int limit() {
            return limiter.limit();
        }

        @Override
        public void began(long nanos) {
            now = nanos;
            limiter.begin();
        }

        @Override
        public void ended(Ended call) {
            now = call.endedNanos();
            limiter.ended(call.beganNanos(), call.how() == Ended.How.SPOKEN ? SPOKEN : FAILED);
        }

        @Override
        public void died(Ended call, Gpu.Loss loss) {
            now = call.endedNanos();
            switch (loss) {
                case DROPPED -> limiter.ended(call.beganNanos(), new Answer.Lost());
                case REFUSED -> limiter.ended(call.beganNanos(), new Answer.Unreachable());
                case GIVEN_UP -> limiter.aborted(call.beganNanos());
            }
        }

        private static Answer given(int status) {
            return new Answer.Given(
                    status,
                    HttpHeaders.of(Map.of(), (name, value) -> true),
                    "x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** The shortest time of all fixed limits at which 99 % of the items succeed at once. */
    static double best(long seed, double scatter, int items) {
        return IntStream.rangeClosed(1, 30)
                .filter(calls -> new Gpu(seed, scatter, 0).successAt(calls) >= 0.99)
                .mapToDouble(calls ->
                        run(new Gpu(seed, scatter, 0), items, fixed(calls)).seconds())
                .min()
                .orElseThrow();
    }

    static Driver of(IntSupplier limit, Consumer<Ended> ended) {
        return new Driver() {
            @Override
            public int limit() {
                return limit.getAsInt();
            }

            @Override
            public void ended(Ended call) {
                ended.accept(call);
            }
        };
    }

    static Result run(Gpu gpu, int items, Driver driver) {
        int waiting = items;
        int retries = 0;
        int peak = 0;
        for (int done = 0; done < items; ) {
            while (waiting > 0 && gpu.inFlight() < Math.max(1, driver.limit())) {
                driver.began(nanos(gpu.now()));
                gpu.begin();
                waiting--;
            }
            peak = Math.max(peak, gpu.inFlight());
            Gpu.Event event = gpu.next();
            int flying = event.inFlight();
            for (Gpu.Call call : event.ended()) {
                Ended end = new Ended(nanos(call.began), nanos(gpu.now()), flying, event.how(), 100_000);
                if (event.how() == Ended.How.DIED) {
                    driver.died(end, gpu.loss(call == event.ended().getFirst()));
                } else {
                    driver.ended(end);
                }
            }
            boolean spoken = event.how() == Ended.How.SPOKEN;
            done += spoken ? 1 : 0;
            waiting += spoken ? 0 : event.ended().size();
            retries += spoken ? 0 : event.ended().size();
        }
        return new Result(gpu.now(), 1 - Math.min(1.0, (double) retries / items), gpu.deaths, peak);
    }

    private static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }
}
