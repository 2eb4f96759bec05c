package dev.chorale.api.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who sent the request that is being answered, once {@link KeyFilter} has let it in. */
@RequestScoped
public class Caller {
    private @Nullable Identity identity;

    /**
     * @param cacheSalt the tenant's 32 bytes that key its cache
     */
    public record Identity(UUID keyId, UUID tenantId, boolean admin, byte[] cacheSalt) {
        @Override
        public String toString() {
            return "key " + keyId + " of tenant " + tenantId + (admin ? " (admin)" : "");
        }
    }

    void is(Identity caller) {
        this.identity = caller;
    }

    /** The caller. @throws Problem.Refusal 401 where nobody was let in */
    public Identity identity() {
        Identity known = identity;
        if (known == null) {
            throw KeyFilter.unauthorised().refusal();
        }
        return known;
    }

    public UUID tenantId() {
        return identity().tenantId();
    }
}
