/**
 * The API service: what callers see. A room imports only from rooms named before it: {@code problem} (refusals), {@code
 * access} (who asks), {@code notify} (outcomes reach those who wait), {@code cache} (audio that is there already), {@code
 * webhook}, {@code jobs} (reading them), {@code dispatch} (wake-ups and the sweeper), {@code submit} (from request to
 * committed job), {@code audio}, {@code voice} (voices of a tenant's own), {@code speech} (the OpenAI routes), {@code admin}.
 */
@NullMarked
@OpenAPIDefinition(
        info = @Info(title = "Chorale", version = "1"),
        security = @SecurityRequirement(name = "key"),
        components =
                @Components(
                        securitySchemes =
                                @SecurityScheme(
                                        securitySchemeName = "key",
                                        type = SecuritySchemeType.HTTP,
                                        scheme = "bearer",
                                        description = "A key that ./chorale admin keys create has made.")))
package dev.chorale.api;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.jspecify.annotations.NullMarked;
