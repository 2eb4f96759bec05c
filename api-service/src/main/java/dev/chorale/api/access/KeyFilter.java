package dev.chorale.api.access;

import dev.chorale.api.problem.Problem;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Lets a request in by its key: every resource needs one, those that are {@link AdminOnly} an admin's. */
public class KeyFilter {
    private static final String BEARER = "bearer ";

    private final Keyring keys;
    private final Caller caller;

    @Inject
    public KeyFilter(Keyring keys, Caller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    @ServerRequestFilter
    public void letIn(ContainerRequestContext request, SimpleResourceInfo resource) {
        Caller.Identity identity =
                keys.find(bearerOf(request)).orElseThrow(() -> unauthorised().refusal());
        boolean forAdmins = resource.getResourceClass().isAnnotationPresent(AdminOnly.class);
        if (forAdmins && !identity.admin()) {
            throw Problem.of(403, "forbidden", "This needs a key with the role admin.")
                    .refusal();
        }
        caller.is(identity);
    }

    private static String bearerOf(ContainerRequestContext request) {
        String header = request.getHeaderString("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw unauthorised().refusal();
        }
        return header.substring(BEARER.length()).strip();
    }

    static Problem unauthorised() {
        return Problem.of(401, "unauthorized", "Send a valid API key as 'Authorization: Bearer <key>'.");
    }
}
