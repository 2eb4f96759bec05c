package dev.chorale.deploy.soak;

import dev.chorale.deploy.fault.Direction;
import dev.chorale.deploy.fault.FaultProxy;
import dev.chorale.deploy.fault.Interference;
import dev.chorale.deploy.soak.Arrows.Arrow;
import dev.chorale.deploy.soak.Arrows.To;
import dev.chorale.deploy.soak.KillAt.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The points at which services die. Some are waited for: the service is stopped, looked at from outside, and let go on if
 * it is not there. Others are made: what would carry it further does not leave it any more.
 */
final class Moments {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration ON_THE_WAY = Duration.ofMillis(60);
    private static final int MOST_LOOKS = 60;
    private static final int LONGEST_STEP_MS = 60;
    private static final Duration TO_THE_NEXT_POLL = Duration.ofMillis(800);
    private static final int MOST_HOLDS = 8;

    /** What ended no longer ago is news yet. */
    private static final Duration A_MOMENT = Duration.ofMillis(50);

    private static final Interference NOTHING_COMES = new Interference.HalfOpen(Set.of(Direction.BACK));
    private static final Interference NOTHING_LEAVES = new Interference.HalfOpen(Set.of(Direction.FORTH));

    private Moments() {}

    /** Looks at a service that was stopped after {@code before}; how much it has at the point in question. */
    @FunctionalInterface
    private interface Look {
        long count(Instant before) throws InterruptedException;
    }

    private static long freezeWhen(Scene scene, String service, Look look) throws InterruptedException {
        for (int looks = 1; ; looks++) {
            Instant before = Instant.now();
            scene.stage().parts().freeze(service);
            long count = look.count(before);
            if (count > 0 || looks == MOST_LOOKS) {
                return count;
            }
            scene.stage().parts().thaw(service);
            scene.pause(Duration.ofMillis(scene.random().nextInt(LONGEST_STEP_MS)));
        }
    }

    /** Waits until the worker has so many runs in work. Its process's id. */
    private static long atWork(Scene scene, String worker, int least) throws InterruptedException {
        long pid = scene.stage().parts().pid(worker);
        scene.await(PATIENCE, () -> scene.ledger().runsHeldBy(pid).size() >= least);
        return pid;
    }

    /** A worker that is speaking. */
    record InMidRun() implements Moment {
        @Override
        public long reach(Scene scene, String worker) throws InterruptedException {
            long pid = atWork(scene, worker, 1);
            return freezeWhen(
                    scene, worker, before -> scene.ledger().runsHeldBy(pid).size());
        }
    }

    /**
     * Runs were claimed, and Kafka was not told that their wake-ups are done with: it announces them again. Wake-ups are held
     * on their way until somebody has polled; then they come, and the acknowledgement is held. A worker that has its hands
     * full does not poll, and one that heard nothing for long looks into PostgreSQL: so this is done until wake-ups came.
     */
    record BeforeTheAcknowledgement() implements Moment {
        @Override
        public long reach(Scene scene, String worker) throws InterruptedException {
            for (int tries = 1; ; tries++) {
                long claimed = claimedOfHeld(scene, worker);
                if (claimed > 0 || tries == MOST_HOLDS) {
                    scene.stage().parts().freeze(worker);
                    return claimed;
                }
                kafka(scene).set(new Interference.Pass());
                scene.pause(SOON);
            }
        }

        private static long claimedOfHeld(Scene scene, String worker) throws InterruptedException {
            kafka(scene).set(NOTHING_COMES);
            scene.pause(TO_THE_NEXT_POLL);
            double before = claims(scene, worker);
            kafka(scene).set(NOTHING_LEAVES);
            scene.await(SOON, () -> claims(scene, worker) > before);
            return Math.round(claims(scene, worker) - before);
        }

        @Override
        public boolean needsRig() {
            return true;
        }

        @Override
        public void mend(Scene scene, String worker) {
            kafka(scene).set(new Interference.Pass());
        }

        private static FaultProxy kafka(Scene scene) {
            return scene.stage().proxy(new Arrow(Arrows.ALL, To.KAFKA));
        }

        private static double claims(Scene scene, String worker) throws InterruptedException {
            return scene.caller().counter(scene.stage().metricsOf(worker), "chorale_claims_total", "via=\"kafka\"");
        }
    }

    /** Audio was stored, and the transaction that says so can't reach PostgreSQL. */
    record BeforeTheTransaction() implements Moment {
        @Override
        public long reach(Scene scene, String worker) throws InterruptedException {
            atWork(scene, worker, 2);
            postgres(scene, worker).set(NOTHING_LEAVES);
            FaultProxy store = scene.stage().proxy(new Arrow(worker, To.S3));
            long before = store.answered();
            scene.await(SOON, () -> store.answered() > before);
            scene.stage().parts().freeze(worker);
            return store.answered() - before;
        }

        @Override
        public boolean needsRig() {
            return true;
        }

        @Override
        public void mend(Scene scene, String worker) {
            postgres(scene, worker).resetAll();
            postgres(scene, worker).set(new Interference.Pass());
        }

        private static FaultProxy postgres(Scene scene, String worker) {
            return scene.stage().proxy(new Arrow(worker, To.POSTGRES));
        }
    }

    /** A run ended a moment ago, and hardly anybody knows. */
    record AfterTheTransaction() implements Moment {
        @Override
        public long reach(Scene scene, String worker) throws InterruptedException {
            long pid = atWork(scene, worker, 1);
            return freezeWhen(scene, worker, before -> scene.ledger().endedSince(before.minus(A_MOMENT), pid));
        }
    }

    /** Submits have come in, and are not in PostgreSQL yet. */
    record BeforeTheCommit() implements Moment {
        @Override
        public long reach(Scene scene, String api) throws InterruptedException {
            return freezeWhen(scene, api, before -> {
                List<String> pending = pending(scene, api);
                return pending.size() - scene.ledger().jobsOf(pending);
            });
        }
    }

    /** Submits are in PostgreSQL, and their callers have no answer. */
    record AfterTheCommit() implements Moment {
        @Override
        public long reach(Scene scene, String api) throws InterruptedException {
            return freezeWhen(scene, api, before -> scene.ledger().jobsOf(pending(scene, api)));
        }
    }

    /** The keys of submits that this API had before it was stopped, without an answer that is on its way. */
    private static List<String> pending(Scene scene, String api) throws InterruptedException {
        long stopped = System.nanoTime();
        scene.pause(ON_THE_WAY);
        return scene.callers().pendingAt(scene.stage().parts().apis().indexOf(api), stopped);
    }
}
