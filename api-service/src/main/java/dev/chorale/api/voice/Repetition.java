package dev.chorale.api.voice;

import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.IdempotencyKeys;
import dev.chorale.api.submit.Submitted.KeyReused;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.Optional;
import java.util.UUID;

/** Requests that come again under the same {@code Idempotency-Key}. A tenant's keys are one space, whatever they made. */
@ApplicationScoped
public class Repetition {
    private final EntityManager entities;

    public Repetition(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * What the key made before; where it is new, it is from now on {@code made}'s, if the caller's transaction commits.
     * Waits for one that claims the same key.
     *
     * @throws Problem.Refusal 400 for the key; 422 {@code idempotency_key_reused} where it came with another request
     */
    Optional<UUID> before(UUID tenant, String key, Object request, UUID made) {
        String hash = IdempotencyKeys.hash(request);
        int claimed = entities.createNativeQuery("""
                INSERT INTO idempotency (tenant_id, key, request_hash, job_id, created_at)
                VALUES (:tenant, :key, :hash, :made, now())
                ON CONFLICT ON CONSTRAINT idempotency_pk DO NOTHING
                """)
                .setParameter("tenant", tenant)
                .setParameter("key", IdempotencyKeys.checked(key))
                .setParameter("hash", hash)
                .setParameter("made", made)
                .executeUpdate();
        return claimed == 1 ? Optional.empty() : Optional.of(madeBy(tenant, key, hash));
    }

    private UUID madeBy(UUID tenant, String key, String hash) {
        Tuple before = (Tuple) entities.createNativeQuery("""
                SELECT job_id, request_hash
                FROM idempotency
                WHERE tenant_id = :tenant
                  AND key = :key
                """, Tuple.class)
                .setParameter("tenant", tenant)
                .setParameter("key", key)
                .getSingleResult();
        if (!before.get("request_hash", String.class).equals(hash)) {
            throw KeyReused.problem().refusal();
        }
        return before.get("job_id", UUID.class);
    }
}
