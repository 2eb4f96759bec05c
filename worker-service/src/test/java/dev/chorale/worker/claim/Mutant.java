package dev.chorale.worker.claim;

import dev.chorale.common.memory.Guard;
import dev.chorale.worker.claim.Simulation.Without;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A queue that lacks something, and the finding by which a simulation must notice. Where one guard stands behind
 * another, both are off: alone the second one changes nothing.
 */
enum Mutant {
    NO_EPOCH("O8 ", Guard.EPOCH),
    NO_FENCE("O8 ", Guard.EPOCH, Guard.WORKER),
    NO_FENCE_AND_NO_FROM_STATE("O2 run", Guard.EPOCH, Guard.WORKER, Guard.FROM_STATE),
    WITHDRAWN_JOBS_ARE_ENDED_AGAIN("O2 job", Guard.ENDS_ONCE),
    CHARGED_AT_EACH_END("O6 ", Guard.ENDS_ONCE, Guard.USAGE_KEY),
    NO_NOTICE("O7 ", Guard.NOTICE),
    OWN_COMMIT_IS_TAKEN_FOR_A_LOST_LEASE("O3 the object", Guard.OWN_COMMIT),
    RUNNING_RUNS_ARE_CLAIMED("speaks an old try", Guard.CLAIM_FROM_QUEUE),
    CLAIMS_WITHOUT_A_LEASE("without a live lease", Guard.CLAIM_LEASE),
    CLAIMS_BEFORE_TIME("before it was due", Guard.CLAIM_DUE),
    LATE_RUNS_ARE_BEGUN("begun too late", Guard.CLAIM_DEADLINE),
    SUSPECTS_AMONG_OTHERS("share an engine", Guard.ISOLATION_QUIET),
    OTHERS_BESIDE_A_SUSPECT("share an engine", Guard.ISOLATION_SHUT),
    CRASHES_ARE_FORGOTTEN("tried again after crash", Guard.SUSPICION),
    LEASES_COME_BACK_TO_LIFE("renewed after its end", Guard.LEASE_ENDS),
    STRAYS_ARE_NOT_FOUND("O1 ", Guard.STRAYS),
    LOST_WORKERS_KEEP_THEIR_RUNS("O1 ", Guard.REVOKE),
    LIVING_WORKERS_LOSE_THEIR_RUNS("speaks an old try", Guard.REVOKE_ONLY_LOST),
    LOST_IN_THE_LAST_TRY_IS_TRIED_AGAIN("O1 ", Guard.REVOKE_SPENT),
    RETRIES_STAY_WHERE_THEY_ARE("O1 ", Guard.REQUEUE),
    LOST_WAKE_UPS_STAY_LOST("O1 ", Guard.ANNOUNCE),
    DEADLINES_PASS("after its deadline", Guard.EXPIRE),
    THE_FIRST_ONE_OUT_STOPS_THE_RUN("O1 ", Guard.LAST_ONE_OUT),
    ABANDONED_RUNS_GO_ON("for nobody", Guard.STOP_ABANDONED),
    EQUAL_REQUESTS_RUN_TWICE("O11 ", Guard.INFLIGHT),
    ENDED_RUNS_ARE_JOINED("O14 ", Guard.CLOSE_TO_JOINERS),
    REPEATS_MAKE_JOBS("O5 ", Guard.IDEMPOTENCY_KEY),
    A_KEY_STANDS_FOR_ANYTHING("stands for another request", Guard.IDEMPOTENCY_HASH),
    THE_LEASE_IS_TRUSTED_TOO_LONG("speaks an old try");

    private final String finding;
    private final Set<Guard> without;

    Mutant(String finding, Guard... without) {
        this.finding = finding;
        this.without = EnumSet.noneOf(Guard.class);
        this.without.addAll(List.of(without));
    }

    Without toSettings() {
        return new Without(without, this != THE_LEASE_IS_TRUSTED_TOO_LONG);
    }

    /** Whether one of the breaches is what this mutant must lead to. */
    boolean isCaughtBy(List<String> breaches) {
        return breaches.stream().anyMatch(breach -> breach.contains(finding));
    }
}
