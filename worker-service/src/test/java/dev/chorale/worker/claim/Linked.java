package dev.chorale.worker.claim;

import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Outcomes;
import dev.chorale.worker.settle.Settlement;
import dev.chorale.worker.sim.Link;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The stores behind a link on which anything may happen. */
final class Linked {
    private Linked() {}

    record LinkedClaims(Link link, Claims claims) implements Claims {
        @Override
        public List<Claimed> claim(Claimant by, Collection<UUID> runs) {
            return link.call("claim", () -> claims.claim(by, runs));
        }

        @Override
        public List<Claimed> claimAsMany(Claimant by, Collection<UUID> woken) {
            return link.call("claimAsMany", () -> claims.claimAsMany(by, woken));
        }

        @Override
        public List<Claimed> claimWaiting(Claimant by, Duration minAge, int limit) {
            return link.call("claimWaiting", () -> claims.claimWaiting(by, minAge, limit));
        }

        @Override
        public List<Claimed> claimUrgent(Claimant by, Duration minAge, int limit) {
            return link.call("claimUrgent", () -> claims.claimUrgent(by, minAge, limit));
        }

        @Override
        public List<Claimed> claimFitting(Claimant by, Fitting fitting, int limit) {
            return link.call("claimFitting", () -> claims.claimFitting(by, fitting, limit));
        }
    }

    record LinkedRows(Link link, WorkerRows rows) implements WorkerRows {
        @Override
        public void register(UUID worker, String host, long pid) {
            link.call("register", () -> rows.register(worker, host, pid));
        }

        @Override
        public boolean renew(UUID worker) {
            return link.call("renew", () -> rows.renew(worker));
        }

        @Override
        public void remove(UUID worker) {
            link.call("remove", () -> rows.remove(worker));
        }

        @Override
        public Set<UUID> progress(UUID worker, Collection<Progress> runs) {
            return link.call("progress", () -> rows.progress(worker, runs));
        }

        /** At once, because the caller holds a lock that claims wait for. */
        @Override
        public List<Held> strays(UUID worker, Collection<UUID> known) {
            return link.callAtOnce("strays", () -> rows.strays(worker, known));
        }
    }

    record LinkedOutcomes(Link link, Outcomes outcomes) implements Outcomes {
        @Override
        public Settlement succeed(Held held, Kept kept, Duration cachedFor) {
            return link.call("succeed", () -> outcomes.succeed(held, kept, cachedFor));
        }

        @Override
        public Settlement fail(Held held, Trouble trouble) {
            return link.call("fail", () -> outcomes.fail(held, trouble));
        }

        @Override
        public Settlement retry(Held held, Trouble trouble, Duration wait) {
            return link.call("retry", () -> outcomes.retry(held, trouble, wait));
        }

        @Override
        public Settlement suspect(Held held, Trouble trouble, Duration wait) {
            return link.call("suspect", () -> outcomes.suspect(held, trouble, wait));
        }

        @Override
        public Settlement giveBack(Held held, Trouble trouble, Duration wait) {
            return link.call("giveBack", () -> outcomes.giveBack(held, trouble, wait));
        }
    }
}
