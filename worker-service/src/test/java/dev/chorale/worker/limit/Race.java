package dev.chorale.worker.limit;

import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Items that go through a {@link Gpu} as fast as a limit lets them; failed ones again until they succeed. */
final class Race {
    private Race() {}

    /** Somebody who says how many calls may be in flight. */
    interface Driver {
        int limit();

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
                gpu.begin();
                waiting--;
            }
            peak = Math.max(peak, gpu.inFlight());
            Gpu.Event event = gpu.next();
            int flying = event.inFlight();
            for (Gpu.Call call : event.ended()) {
                driver.ended(new Ended(nanos(call.began), nanos(gpu.now()), flying, event.how(), 100_000));
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
