package dev.chorale.api.submit;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.problem.Problem.Refusal;
import dev.chorale.api.submit.Submission.Idempotency;
import dev.chorale.api.submit.SubmitSql.Idempotent;
import dev.chorale.api.submit.Submitted.KeyReused;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Requests that come again under their {@code Idempotency-Key} and would be refused by now: the voice was deleted, a word
 * was forbidden, the deadline has passed. What was accepted once stays so. Only who is refused is looked for: the others
 * learn of what they repeat when they are committed.
 */
@ApplicationScoped
public class EarlierJobs {
    private final RequestCheck check;
    private final Jdbi jdbi;

    public EarlierJobs(RequestCheck check, Jdbi jdbi) {
        this.check = check;
        this.jdbi = jdbi;
    }

    /**
     * The job that the same request made before.
     *
     * @param refused why it can't be accepted now
     * @throws Refusal {@code refused} where the key is new or there is none; 422 {@code idempotency_key_reused} where it came
     *     with another request
     */
    UUID jobOf(SynthesisRequest request, Identity caller, @Nullable String key, Refusal refused) {
        Idempotent earlier = Optional.ofNullable(key)
                .flatMap(known -> find(caller.tenantId(), IdempotencyKeys.checked(known)))
                .orElseThrow(() -> refused);
        Idempotency now = check.knownBy(request, String.valueOf(key));
        if (!earlier.requestHash().equals(now.requestHash())) {
            throw KeyReused.problem().refusal();
        }
        return earlier.jobId();
    }

    private Optional<Idempotent> find(UUID tenant, String key) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT job_id, request_hash
                        FROM idempotency
                        WHERE tenant_id = :tenant
                          AND key = :key
                        """)
                .bind("tenant", tenant)
                .bind("key", key)
                .map((row, ctx) -> new Idempotent(row.getObject("job_id", UUID.class), row.getString("request_hash")))
                .findOne());
    }
}
