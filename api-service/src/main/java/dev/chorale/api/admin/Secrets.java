package dev.chorale.api.admin;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Makes secrets of 256 random bits each. */
@ApplicationScoped
public class Secrets {
    private static final int BYTES = 32;

    private final RandomGenerator random;

    public Secrets(RandomGenerator random) {
        this.random = random;
    }

    /** {@code chorale_} and 43 characters of base64url. */
    String apiKey() {
        return "chorale_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    /** {@code whsec_} and base64, as Standard Webhooks writes it. */
    String webhookSecret() {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes());
    }

    byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
