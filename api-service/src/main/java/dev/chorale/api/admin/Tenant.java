package dev.chorale.api.admin;

import dev.chorale.common.job.Ids;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Whose jobs, cache and keys are kept apart from all others'. */
@Entity
@SuppressWarnings("NullAway.Init")
public class Tenant extends PanacheEntityBase {
    @Id
    public UUID id;

    public String name;

    /** 32 bytes that key its cache. */
    @Column(name = "cache_salt")
    public byte[] cacheSalt;

    @Column(name = "webhook_secret")
    public String webhookSecret;

    @Column(name = "created_at")
    public Instant createdAt;

    /** By id ({@code tenant_…}) or by name. */
    static Optional<Tenant> named(String idOrName) {
        Optional<UUID> id = Ids.read("tenant", idOrName);
        return id.isPresent()
                ? Tenant.findByIdOptional(id.get())
                : Tenant.<Tenant>find("name", idOrName).singleResultOptional();
    }
}
