package dev.chorale.api.jobs;

import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.Markup.Warning;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A job as people see it, from the view {@code job_view}. */
@Entity
@Immutable
@Table(name = "job_view")
@SuppressWarnings("NullAway.Init")
public class JobView extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "tenant_id")
    public UUID tenantId;

    /** The tenant's name. */
    public String tenant;

    public String kind;
    public String state;
    public String voice;

    @Column(name = "voice_version")
    public String voiceVersion;

    public String engine;
    public String priority;
    public String format;
    public String cache;
    public int attempts;
    public double progress;

    @Column(name = "created_at")
    public Instant createdAt;

    /** When its run was first taken: with a hit that is another job's time. */
    @Column(name = "started_at")
    public @Nullable Instant startedAt;

    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;

    @Column(name = "deleted_at")
    public @Nullable Instant deletedAt;

    @Column(name = "error_code")
    public @Nullable String errorCode;

    @Column(name = "error_message")
    public @Nullable String errorMessage;

    @Column(name = "error_retryable")
    public @Nullable Boolean errorRetryable;

    @Convert(converter = PairsColumn.class)
    public Map<String, String> metadata;

    /** Null for none. */
    @Convert(converter = WarningsColumn.class)
    public @Nullable List<Warning> warnings;

    public @Nullable Instant deadline;
    public int sequence;

    @Column(name = "run_id")
    public UUID runId;

    @Column(name = "redrive_of")
    public @Nullable UUID redriveOf;

    @Column(name = "worker_id")
    public @Nullable UUID workerId;

    public @Nullable String sha256;
    public @Nullable Long bytes;

    @Column(name = "sample_rate_hz")
    public @Nullable Integer sampleRateHz;

    @Column(name = "duration_ms")
    public @Nullable Long durationMs;

    /** Whether the audio can be fetched now, by the database's clock. */
    @Formula("coalesce(sha256 IS NOT NULL AND audio_until > now(), false)")
    public boolean audioThere;

    /** As the API writes it: {@code job_…}. */
    String idText() {
        return Ids.write("job", id);
    }

    public boolean isHit() {
        return cache.equals("hit");
    }
}
