package dev.chorale.api.admin;

import dev.chorale.api.access.Keyring;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/** Makes and revokes keys. */
@ApplicationScoped
public class Keys {
    private static final Set<String> ROLES = Set.of("user", "admin");

    private final Ids ids;
    private final Secrets secrets;
    private final InstantSource clock;

    public Keys(Ids ids, Secrets secrets, InstantSource clock) {
        this.ids = ids;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A key that was just made: the only time that it is known. */
    record Made(UUID id, String key) {
        @Override
        public String toString() {
            return Ids.write("key", id);
        }
    }

    /** @throws Problem.Refusal 422 for the role, 404 for the tenant */
    @Transactional
    public Made make(String tenant, String role) {
        if (!ROLES.contains(role)) {
            throw Problem.invalid("role", "expected user or admin").refusal();
        }
        ApiKey key = new ApiKey();
        String secret = secrets.apiKey();
        key.id = ids.next();
        key.tenant = Tenant.named(tenant).orElseThrow(() -> Problem.notFound().refusal());
        key.role = role;
        key.secretHash = Keyring.hash(secret);
        key.createdAt = clock.instant();
        key.persist();
        return new Made(key.id, secret);
    }

    /** Revokes it; doing so again changes nothing. @throws Problem.Refusal 404 where there is no such key */
    @Transactional
    public void revoke(UUID id) {
        int revoked = ApiKey.update("revokedAt = ?1 where id = ?2 and revokedAt is null", clock.instant(), id);
        if (revoked == 0 && ApiKey.count("id", id) == 0) {
            throw Problem.notFound().refusal();
        }
    }
}
