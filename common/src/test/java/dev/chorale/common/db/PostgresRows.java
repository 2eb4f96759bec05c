package dev.chorale.common.db;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** {@link Rows} in PostgreSQL. */
public final class PostgresRows implements Rows {
    private static final double MS = 1000;

    private final Jdbi db;
    private final TestRows rows;

    public PostgresRows(Jdbi db) {
        this.db = db;
        this.rows = new TestRows(db);
    }

    @Override
    public UUID tenant() {
        return rows.tenant();
    }

    @Override
    public UUID worker(Duration lease) {
        return rows.worker(lease.toMillis() / MS);
    }

    @Override
    public UUID queuedRun(UUID tenant) {
        return rows.queuedRun(tenant);
    }

    @Override
    public UUID runningRun(UUID tenant, UUID worker, int attempts) {
        return rows.runningRun(tenant, worker, attempts);
    }

    @Override
    public UUID job(UUID run) {
        return rows.job(run);
    }

    @Override
    public void setDeadline(UUID job, Duration fromNow) {
        execute("UPDATE job SET deadline = now() + ? * interval '1 second' WHERE id = ?", fromNow.toMillis() / MS, job);
    }

    @Override
    public void setRunning(UUID run, UUID worker) {
        execute("UPDATE run SET state = ?, worker_id = ? WHERE id = ?", State.RUNNING.wireName(), worker, run);
    }

    @Override
    public void setRetrying(UUID run, Duration fromNow) {
        execute("UPDATE run SET state = ? WHERE id = ?", State.RETRYING.wireName(), run);
        setDue(run, fromNow);
    }

    @Override
    public void setDue(UUID run, Duration fromNow) {
        execute(
                "UPDATE run SET not_before = now() + ? * interval '1 second' WHERE id = ?",
                fromNow.toMillis() / MS,
                run);
    }

    @Override
    public void setEpoch(UUID run, int epoch) {
        execute("UPDATE run SET epoch = ? WHERE id = ?", epoch, run);
    }

    @Override
    public void setAttempts(UUID run, int attempts) {
        execute("UPDATE run SET attempts = ? WHERE id = ?", attempts, run);
    }

    @Override
    public void setSuspicion(UUID run, int suspicion) {
        execute("UPDATE run SET suspicion = ? WHERE id = ?", suspicion, run);
    }

    @Override
    public void setEngine(UUID run, String engine) {
        execute("UPDATE run SET engine = ? WHERE id = ?", engine, run);
    }

    @Override
    public void setLane(UUID run, Lane lane) {
        execute("UPDATE run SET lane = ? WHERE id = ?", lane.wireName(), run);
    }

    @Override
    public void setVoice(UUID run, String key) {
        execute("UPDATE run SET voice_key = ? WHERE id = ?", key, run);
    }

    @Override
    public void setLoaded(UUID worker, String loaded) {
        execute("UPDATE worker SET loaded = ARRAY[?] WHERE id = ?", loaded, worker);
    }

    @Override
    public RunView run(UUID run) {
        return db.withHandle(h ->
                h.createQuery("""
                SELECT *,
                       extract(epoch FROM not_before - now()) * 1000 AS due_ms,
                       extract(epoch FROM wake_due_at - now()) * 1000 AS wake_due_ms
                FROM run
                WHERE id = :run
                """).bind("run", run).map((row, ctx) -> view(row)).one());
    }

    private static RunView view(ResultSet row) throws SQLException {
        return new RunView(
                State.byWireName(row.getString("state")),
                Lane.byWireName(row.getString("lane")).orElseThrow(),
                row.getInt("epoch"),
                row.getInt("attempts"),
                row.getInt("suspicion"),
                row.getInt("sequence"),
                row.getObject("worker_id", UUID.class),
                row.getDouble("progress"),
                row.getString("error_code"),
                row.getString("cache_key"),
                Duration.ofMillis(row.getLong("due_ms")),
                Duration.ofMillis(row.getLong("wake_due_ms")));
    }

    @Override
    public JobView jobView(UUID job) {
        return db.withHandle(h -> h.createQuery("""
                SELECT outcome, error_code, coalesce(error_retryable, false) AS retryable,
                       (SELECT count(*) FROM usage WHERE usage.id = job.id) AS charges,
                       ARRAY(SELECT substr(type, 5) FROM webhook_delivery WHERE job_id = job.id) AS notices
                FROM job
                WHERE id = :job
                """)
                .bind("job", job)
                .map((row, ctx) -> {
                    String outcome = row.getString("outcome");
                    List<State> notices = Stream.of(
                                    (String[]) row.getArray("notices").getArray())
                            .map(State::byWireName)
                            .toList();
                    return new JobView(
                            outcome == null ? null : State.byWireName(outcome),
                            row.getString("error_code"),
                            row.getBoolean("retryable"),
                            row.getInt("charges"),
                            notices);
                })
                .one());
    }

    @Override
    public int inflight() {
        return (int) rows.count("SELECT count(*) FROM inflight");
    }

    @Override
    public int cached() {
        return (int) rows.count("SELECT count(*) FROM cache_entry WHERE expires_at > now()");
    }

    private void execute(String sql, Object... arguments) {
        db.useHandle(h -> h.execute(sql, arguments));
    }
}
