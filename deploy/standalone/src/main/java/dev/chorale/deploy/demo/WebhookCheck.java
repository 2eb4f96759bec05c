package dev.chorale.deploy.demo;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Believes webhooks that are signed with one secret, by the Standard Webhooks library. */
public final class WebhookCheck {
    private final Webhook webhook;

    public WebhookCheck(String secret) {
        this.webhook = new Webhook(secret);
    }

    /** @throws WebhookVerificationException if the signature is not over this body, or too old */
    public void verify(String body, Map<String, List<String>> headers) throws WebhookVerificationException {
        webhook.verify(body, lowerCase(headers));
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        return headers.entrySet().stream()
                .collect(Collectors.toMap(header -> header.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
    }
}
