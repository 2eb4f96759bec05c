package dev.chorale.api.admin;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A failed job that somebody should look at, from the view {@code dead_letter}. It holds no text. */
@Entity
@Immutable
@Table(name = "dead_letter")
@SuppressWarnings("NullAway.Init")
public class DeadLetter extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "tenant_id")
    public UUID tenantId;

    public String tenant;

    @Column(name = "run_id")
    public UUID runId;

    public String kind;
    public String voice;
    public String engine;
    public String priority;
    public int characters;
    public int attempts;

    @Column(name = "error_code")
    public String errorCode;

    @Column(name = "error_message")
    public @Nullable String errorMessage;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "finished_at")
    public Instant finishedAt;
}
