package dev.chorale.api.admin;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Makes tenants. */
@ApplicationScoped
public class Tenants {
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}\\p{M} ._@+-]{0,98}[\\p{L}\\p{N}\\p{M}])?");
    private static final String NAME_ONCE = "tenant_name_once";

    private final Ids ids;
    private final Secrets secrets;
    private final InstantSource clock;

    public Tenants(Ids ids, Secrets secrets, InstantSource clock) {
        this.ids = ids;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * A new tenant with a salt and a webhook secret of its own.
     *
     * @throws Problem.Refusal 422 for the name; 409 {@code tenant_exists} where it is taken
     */
    @Transactional
    public Tenant make(@Nullable String name) {
        Tenant tenant = new Tenant();
        tenant.id = ids.next();
        tenant.name = checked(name);
        tenant.cacheSalt = secrets.bytes();
        tenant.webhookSecret = secrets.webhookSecret();
        tenant.createdAt = clock.instant();
        try {
            tenant.persistAndFlush();
        } catch (ConstraintViolationException e) {
            throw NAME_ONCE.equals(e.getConstraintName()) ? taken() : e;
        }
        return tenant;
    }

    private static String checked(@Nullable String name) {
        if (name == null) {
            throw Problem.invalid("name", "required").refusal();
        }
        if (!NAME.matcher(name).matches() || Ids.read("tenant", name).isPresent()) {
            throw Problem.invalid(
                            "name", "expected 1..100 letters, digits, spaces or ._@+- that is not in the form of an id")
                    .refusal();
        }
        return name;
    }

    private static Problem.Refusal taken() {
        return Problem.of(409, "tenant_exists", "There is a tenant of this name.")
                .with("name", "taken")
                .refusal();
    }
}
