package dev.chorale.api.submit;

import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.submit.SubmitSql.Idempotent;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.common.outcome.JobEndings;
import dev.chorale.common.wire.WakeUp;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes a group of submissions in one transaction.
 *
 * <p>Order matters, and so does that each step is a statement of its own: in READ COMMITTED a statement sees what was
 * committed before it began, so a look-up after a conflict must be a second statement.
 *
 * <ol>
 *   <li>Idempotency keys are claimed; who comes second learns what the first one made.
 *   <li>For each cache key the in-flight row is claimed. Claiming waits for a completion that is about to delete the
 *       row, so <em>after</em> it the cache is looked up: a run that completed meanwhile is a hit, not a second run.
 *   <li>Who lost the in-flight row joins its run, locked FOR SHARE: a completion either sees the joiner's job, or the
 *       joiner sees the run finished and looks again. A run that still waits in a lane less urgent than the joiner's goes
 *       into that one.
 *   <li>Runs and jobs are inserted; hits are ended at once, charged and told of.
 * </ol>
 *
 * Rows are taken in the order of their keys, so that two groups can't wait for each other in a circle.
 */
@ApplicationScoped
public class SubmitTransaction {
    private static final int MAX_LOOKS = 10;

    private final Jdbi jdbi;

    public SubmitTransaction(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What became of each submission, by job id, and the wake-ups of the runs that are new or now more urgent. */
    public record Committed(Map<UUID, Submitted> results, List<WakeUp> wakeUps) {}

    /** Tenant and cache key: what may share a run. */
    record AudioName(UUID tenant, String key) {
        static AudioName of(Submission s) {
            return new AudioName(s.tenantId(), s.cacheKey().hex());
        }
    }

    /**
     * The run that a submission's job belongs to, and the audio where it is there already.
     *
     * @param wakes whether workers are to be told of the run for this one's sake
     */
    record Placed(Submission submission, UUID runId, Source source, Optional<CachedAudio> audio, boolean wakes) {}

    /** @param group at most a few hundred, each with ids of its own */
    public Committed commit(List<Submission> group) {
        return jdbi.inTransaction(tx -> {
            Map<UUID, Submitted> results = new HashMap<>();
            List<Submission> fresh = withoutRepeated(tx, group, results);
            List<Placed> placed = place(tx, fresh);
            insert(tx, placed, results);
            return new Committed(results, wakeUpsOf(placed));
        });
    }

    private static List<Submission> withoutRepeated(Handle tx, List<Submission> group, Map<UUID, Submitted> results) {
        List<Submission> keyed = group.stream()
                .filter(s -> s.idempotency() != null)
                .sorted(Comparator.comparing(Submission::tenantId)
                        .thenComparing(s -> SubmitSql.keyOf(s).key()))
                .toList();
        Map<UUID, Idempotent> known = SubmitSql.claimIdempotencyKeys(tx, keyed);
        List<Submission> fresh = new ArrayList<>();
        for (Submission submission : group) {
            Idempotent earlier = known.get(submission.jobId());
            if (earlier == null) {
                fresh.add(submission);
            } else if (earlier.requestHash().equals(SubmitSql.keyOf(submission).requestHash())) {
                results.put(submission.jobId(), new Submitted.Replayed(earlier.jobId()));
            } else {
                results.put(submission.jobId(), new Submitted.KeyReused());
            }
        }
        return fresh;
    }

    /** Finds for each submission its audio, a run to join, or makes it the leader of a run of its own: the most urgent one. */
    private static List<Placed> place(Handle tx, List<Submission> fresh) {
        Map<AudioName, List<Submission>> open = new LinkedHashMap<>();
        fresh.stream()
                .sorted(Comparator.comparing(Submission::tenantId)
                        .thenComparing(s -> s.cacheKey().hex())
                        .thenComparing(Submission::lane))
                .forEach(s -> open.computeIfAbsent(AudioName.of(s), n -> new ArrayList<>())
                        .add(s));
        List<Placed> placed = new ArrayList<>();
        for (int look = 0; !open.isEmpty(); look++) {
            if (look == MAX_LOOKS) {
                throw new IllegalStateException("in-flight rows without a live run: " + open.size());
            }
            placeWhatIsKnown(tx, open, placed);
        }
        return placed;
    }

    private static void placeWhatIsKnown(Handle tx, Map<AudioName, List<Submission>> open, List<Placed> placed) {
        List<Submission> leaders = open.values().stream().map(List::getFirst).toList();
        var won = SubmitSql.claimInflight(tx, leaders);
        Map<AudioName, SubmitSql.Entry> cached = SubmitSql.cached(tx, leaders);
        SubmitSql.extendLife(tx, cached.keySet());
        SubmitSql.releaseInflight(
                tx,
                leaders.stream()
                        .filter(s -> won.contains(s.runId()) && cached.containsKey(AudioName.of(s)))
                        .toList());
        List<Submission> joiners = leaders.stream()
                .filter(s -> !won.contains(s.runId()) && !cached.containsKey(AudioName.of(s)))
                .toList();
        Set<UUID> hurried = JoinSql.hurry(tx, joiners);
        Map<AudioName, UUID> joinable = JoinSql.joinable(tx, joiners);
        open.entrySet().removeIf(entry -> {
            SubmitSql.Entry hit = cached.get(entry.getKey());
            UUID joined = joinable.get(entry.getKey());
            UUID own = entry.getValue().getFirst().runId();
            for (Submission s : entry.getValue()) {
                boolean leads = s.runId().equals(own);
                if (hit != null) {
                    placed.add(new Placed(s, hit.runId(), Source.HIT, Optional.of(hit.audio()), false));
                } else if (joined != null) {
                    boolean wakes = leads && hurried.contains(joined);
                    placed.add(new Placed(s, joined, Source.JOINED, Optional.empty(), wakes));
                } else if (won.contains(own)) {
                    placed.add(new Placed(s, own, leads ? Source.MISS : Source.JOINED, Optional.empty(), leads));
                }
            }
            return hit != null || joined != null || won.contains(own);
        });
    }

    private static void insert(Handle tx, List<Placed> placed, Map<UUID, Submitted> results) {
        SubmitSql.insertRuns(
                tx,
                placed.stream()
                        .filter(p -> p.source() == Source.MISS)
                        .map(Placed::submission)
                        .toList());
        Instant at = SubmitSql.insertJobs(tx, placed);
        Map<UUID, List<UUID>> hits = new HashMap<>();
        for (Placed p : placed) {
            p.audio()
                    .ifPresent(audio -> hits.computeIfAbsent(audio.artefactId(), a -> new ArrayList<>())
                            .add(p.submission().jobId()));
            results.put(
                    p.submission().jobId(),
                    new Submitted.Accepted(
                            p.submission().jobId(), at, p.source(), p.audio().orElse(null)));
        }
        hits.forEach((artefact, jobs) -> JobEndings.succeed(tx, jobs, artefact, 0));
    }

    private static List<WakeUp> wakeUpsOf(List<Placed> placed) {
        return placed.stream()
                .filter(Placed::wakes)
                .map(p -> p.submission().wakeUp(p.runId()))
                .toList();
    }
}
