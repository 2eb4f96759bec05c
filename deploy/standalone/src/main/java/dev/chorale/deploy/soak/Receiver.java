package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chorale.deploy.demo.WebhookCheck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The callers' endpoint: believes what is signed, and counts what came about each job. */
final class Receiver implements AutoCloseable {
    private static final int MAX_BYTES = 16_384;
    private static final int BACKLOG = 512;

    private final HttpServer server;
    private final WebhookCheck check;
    private final Map<String, News> news = new ConcurrentHashMap<>();
    private final AtomicLong forged = new AtomicLong();
    private final AtomicLong indiscreet = new AtomicLong();
    private final Pattern canary;

    /**
     * What came about one job.
     *
     * @param id of the message, the same whenever it is sent again
     * @param type of the first
     * @param times how often it came
     * @param contradicted whether another id or type came for the same job
     */
    record News(String id, String type, int times, boolean contradicted) {
        News and(News other) {
            boolean differs = !id.equals(other.id) || !type.equals(other.type);
            return new News(id, type, times + 1, contradicted || differs);
        }
    }

    private Receiver(HttpServer server, WebhookCheck check, Pattern canary) {
        this.server = server;
        this.check = check;
        this.canary = canary;
    }

    /** @param canary matches what no message may hold */
    static Receiver listenOn(int port, String secret, Pattern canary) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), BACKLOG);
        Receiver receiver = new Receiver(server, new WebhookCheck(secret), canary);
        server.createContext("/", receiver::receive);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return receiver;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks";
    }

    /** By job. */
    Map<String, News> news() {
        return Map.copyOf(news);
    }

    /** Messages whose signature was not the tenant's. */
    long forged() {
        return forged.get();
    }

    /** Messages that told what was to be spoken. */
    long indiscreet() {
        return indiscreet.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            if (canary.matcher(body).find()) {
                indiscreet.incrementAndGet();
            }
            try {
                check.verify(body, exchange.getRequestHeaders());
                JsonNode json = Caller.JSON.readTree(body);
                String id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
                News one = new News(id, json.path("type").asText(), 1, false);
                news.merge(json.path("data").path("job_id").asText(), one, News::and);
                exchange.sendResponseHeaders(204, -1);
            } catch (WebhookVerificationException notSigned) {
                forged.incrementAndGet();
                exchange.sendResponseHeaders(401, -1);
            }
        }
    }
}
