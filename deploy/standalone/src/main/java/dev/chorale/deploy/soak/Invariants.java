package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Ledger.JobRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What must hold whatever broke, checked from outside: callers' journal against PostgreSQL's rows, the receiver's and the
 * engine's journals. Each check names its invariant. {@link AudioProof} has the bytes.
 */
final class Invariants {
    private static final Duration CANCELLED_WITHIN = Duration.ofSeconds(15);

    private final Evidence evidence;
    private final Findings findings;
    private final Map<String, JobRow> byId;

    /** @param jobs all that there are */
    Invariants(Evidence evidence, List<JobRow> jobs, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
        this.byId = jobs.stream().collect(Collectors.toMap(JobRow::id, job -> job));
    }

    void check() {
        Collection<Submit> submits = evidence.journal().all();
        submits.forEach(this::promised);
        submits.forEach(this::cancelled);
        byId.values().forEach(this::wanted);
        byId.values().forEach(this::announced);
        oneJobForAKey();
        oneEnd();
        oneCharge();
        oneTryAfterTheOther();
        oneArtefactForARun();
        oneExecution();
        nothingLeft();
    }

    /** O1: whatever was acknowledged is there and has an end; O5: it is the job of that key. */
    private void promised(Submit submit) {
        if (submit.job() == null) {
            return;
        }
        JobRow job = byId.get(submit.job());
        if (job == null || job.outcome() == null) {
            findings.add(Kind.LOST, "O1", submit.job() + (job == null ? " is not there" : " never ended"));
        } else if (!submit.key().equals(job.key())) {
            findings.add(Kind.DOUBLED, "O5", submit.key() + " was answered with another's " + submit.job());
        } else if (job.outcome().equals("expired") && submit.deadline() == null) {
            findings.add(Kind.WRONG, "O1", job.id() + " expired without a deadline");
        }
    }

    /** O9: a cancel that took is final, and there at once. */
    private void cancelled(Submit submit) {
        Instant at = submit.cancelledAt();
        JobRow job = at == null ? null : byId.get(Objects.requireNonNullElse(submit.job(), ""));
        if (at == null || job == null || job.finishedAt() == null) {
            return;
        }
        if (submit.cancelTook() && !"cancelled".equals(job.outcome())) {
            findings.add(Kind.WRONG, "O9", job.id() + " was cancelled and then " + job.outcome());
        }
        if (job.finishedAt().isAfter(at.plus(CANCELLED_WITHIN))) {
            findings.add(Kind.WRONG, "O9", job.id() + " went on after its cancel");
        }
    }

    /** O4: somebody wanted each job. */
    private void wanted(JobRow job) {
        if (job.key() == null || !evidence.journal().knows(job.key())) {
            findings.add(Kind.DOUBLED, "O4", job.id() + " was wanted by nobody");
        }
    }

    /** O7: the receiver knows each end, as it was. */
    private void announced(JobRow job) {
        Receiver.News news = evidence.news().get(job.id());
        if (job.outcome() == null || !evidence.journal().wantsToBeTold(Objects.requireNonNullElse(job.key(), ""))) {
            return;
        }
        if (news == null) {
            findings.add(Kind.MISSING_WEBHOOK, "O7", job.id() + " " + job.outcome() + ", and nobody was told");
        } else if (news.contradicted() || !news.type().equals("job." + job.outcome())) {
            findings.add(Kind.WRONG, "O7", job.id() + " is " + job.outcome() + ", but " + news + " was told");
        }
    }

    private void oneJobForAKey() {
        Map<String, Integer> jobs = new HashMap<>();
        byId.values().stream()
                .filter(job -> job.key() != null)
                .forEach(job -> jobs.merge(String.valueOf(job.key()), 1, Integer::sum));
        jobs.forEach((key, count) -> {
            if (count > 1) {
                findings.add(Kind.DOUBLED, "O5", key + " has " + count + " jobs");
            }
        });
        for (long n = evidence.callers().replayedWrongly.get(); n > 0; n--) {
            findings.add(Kind.DOUBLED, "O5", "a key that was sent again got another job");
        }
    }

    private void oneEnd() {
        findings.addAll(Kind.DOUBLED, "O2", evidence.ledger().texts("""
                SELECT 'job ' || job_id || ' has ' || count(*) || ' ends'
                FROM webhook_delivery
                GROUP BY job_id
                HAVING count(*) > 1
                """));
        findings.addAll(Kind.WRONG, "O2", evidence.ledger().texts("""
                SELECT 'run ' || run.id || ' is ' || run.state || ', its job ' || job.outcome
                FROM run
                JOIN job ON job.run_id = run.id
                WHERE job.outcome = 'succeeded'
                  AND run.state <> 'succeeded'
                """));
    }

    private void oneCharge() {
        findings.addAll(Kind.DOUBLED, "O6", evidence.ledger().texts("""
                SELECT 'usage ' || usage.id || ' of a job that is ' || coalesce(job.outcome, 'alive or not there')
                FROM usage
                LEFT JOIN job ON job.id = usage.id
                WHERE job.outcome IS DISTINCT FROM 'succeeded'
                """));
        findings.addAll(Kind.LOST, "O6", evidence.ledger().texts("""
                SELECT 'job ' || job.id || ' was not charged'
                FROM job
                LEFT JOIN usage ON usage.id = job.id
                WHERE job.outcome = 'succeeded'
                  AND usage.id IS NULL
                """));
    }

    /**
     * O8: of two tries of a run, the later epoch began after the earlier one had ended, and one succeeded. Times are those of
     * transactions' beginnings; the later one may have waited for the earlier one's lock.
     */
    private void oneTryAfterTheOther() {
        findings.addAll(Kind.DOUBLED, "O8", evidence.ledger().texts("""
                SELECT 'run ' || one.run_id || ': epoch ' || two.epoch || ' began long before epoch ' || one.epoch || ' ended'
                FROM attempt AS one
                JOIN attempt AS two ON two.run_id = one.run_id AND two.epoch > one.epoch
                WHERE one.ended_at IS NULL
                   OR two.began_at < one.ended_at - interval '1 second'
                """));
        findings.addAll(Kind.DOUBLED, "O8", evidence.ledger().texts("""
                SELECT 'run ' || run_id || ' succeeded ' || count(*) || ' times'
                FROM attempt
                WHERE ending = 'succeeded'
                GROUP BY run_id
                HAVING count(*) > 1
                """));
    }

    /** O8: whatever zombies did, each run has one outcome; O11: and each line is spoken by one run. */
    private void oneArtefactForARun() {
        findings.addAll(Kind.DOUBLED, "O8", evidence.ledger().texts("""
                SELECT 'run ' || run_id || ' has ' || count(DISTINCT artefact_id) || ' artefacts'
                FROM job
                WHERE outcome = 'succeeded'
                  AND cache <> 'hit'
                GROUP BY run_id
                HAVING count(DISTINCT artefact_id) > 1
                """));
        findings.addAll(Kind.DOUBLED, "O11", evidence.ledger().texts("""
                SELECT 'key ' || cache_key || ' has ' || count(*) || ' successful runs'
                FROM run
                WHERE state = 'succeeded'
                GROUP BY cache_key
                HAVING count(*) > 1
                """));
    }

    /** O11: the engine spoke no line more often than runs of it were begun; each try may take a segment twice. */
    private void oneExecution() {
        if (!(evidence.speech() instanceof Speech.Simulated)) {
            return;
        }
        Map<String, Integer> allowed = new HashMap<>();
        evidence.ledger()
                .texts("SELECT utterance::jsonb ->> 'text' || E'\\t' || epoch FROM run")
                .forEach(row -> allowed.merge(
                        row.substring(0, row.indexOf('\t')),
                        2 * Integer.parseInt(row.substring(row.indexOf('\t') + 1)),
                        Integer::sum));
        evidence.journal().all().stream().map(Submit::line).distinct().forEach(line -> {
            int times =
                    evidence.spoken().getOrDefault(Speech.Simulated.sound(line).sha256(), 0);
            if (times > allowed.getOrDefault(line.text(), 0)) {
                findings.add(Kind.DOUBLED, "O11", line + " was spoken " + times + " times");
            }
        });
    }

    private void nothingLeft() {
        findings.addAll(
                Kind.LEFT_BEHIND,
                "O14",
                evidence.ledger().texts("SELECT 'inflight ' || cache_key || ' of run ' || run_id FROM inflight"));
        findings.addAll(Kind.LEFT_BEHIND, "O14", evidence.ledger().texts("""
                SELECT 'run ' || id || ' is ' || state
                FROM run
                WHERE finished_at IS NULL
                """));
        findings.addAll(Kind.LEFT_BEHIND, "O14", evidence.ledger().texts("""
                SELECT 'connection ' || pid || ' sits in a transaction: ' || left(query, 80)
                FROM pg_stat_activity
                WHERE state LIKE 'idle in transaction%'
                  AND now() - state_change > interval '10 seconds'
                """));
    }
}
