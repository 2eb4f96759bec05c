package dev.chorale.api.jobs;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** One webhook delivery, for reading. */
@Entity
@Immutable
@Table(name = "webhook_delivery")
@SuppressWarnings("NullAway.Init")
public class DeliveryView extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "tenant_id")
    public UUID tenantId;

    @Column(name = "job_id")
    public UUID jobId;

    public String type;
    public String state;
    public int attempts;

    @Column(name = "next_at")
    public Instant nextAt;

    @Column(name = "last_status")
    public @Nullable Integer lastStatus;

    @Column(name = "last_error")
    public @Nullable String lastError;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;
}
