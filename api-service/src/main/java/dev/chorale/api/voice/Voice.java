package dev.chorale.api.voice;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A voice that a tenant made. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Voice extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "tenant_id")
    public UUID tenantId;

    public String name;

    /** The engine's name. */
    public String engine;

    /** A BCP 47 tag. */
    public String language;

    /** The number of the version that new requests get. */
    public int current;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "deleted_at")
    public @Nullable Instant deletedAt;
}
