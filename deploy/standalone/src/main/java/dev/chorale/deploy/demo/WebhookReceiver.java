package dev.chorale.deploy.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chorale.deploy.launch.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A customer's endpoint: receives webhooks on 127.0.0.1, checks each signature with the Standard Webhooks library, and
 * keeps the type of the first that came for each job. A webhook may arrive before somebody asks for it.
 */
final class WebhookReceiver implements AutoCloseable {
    /** Webhooks are under 4 kB. */
    private static final int MAX_BYTES = 16_384;

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final CompletableFuture<WebhookCheck> check = new CompletableFuture<>();
    private final Map<String, CompletableFuture<String>> received = new ConcurrentHashMap<>();

    private WebhookReceiver(HttpServer server) {
        this.server = server;
    }

    /** Starts listening. */
    static WebhookReceiver listenOn(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
            WebhookReceiver receiver = new WebhookReceiver(server);
            server.createContext("/webhooks", receiver::receive);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return receiver;
        } catch (IOException taken) {
            throw new Failure(
                    "port " + port + " (for the webhook receiver) is in use: choose other ports with --port-base",
                    taken);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks";
    }

    /** From now on webhooks signed with this secret are believed; earlier ones wait up to 10 s for it. */
    void trust(String secret) {
        check.complete(new WebhookCheck(secret));
    }

    /** The type of the webhook about this job; blocks until a verified one is there. */
    String awaitAbout(String job, Duration limit) throws InterruptedException {
        try {
            return slot(job).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException rejected) {
            throw new Failure("the webhook about " + job + " did not verify: " + rejected.getCause(), rejected);
        } catch (TimeoutException silence) {
            throw new Failure(
                    "no webhook about " + job + " came within " + limit.toSeconds() + " s: look into the API's log",
                    silence);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            var json = JSON.readTree(body);
            CompletableFuture<String> slot =
                    slot(json.path("data").path("job_id").asText());
            exchange.sendResponseHeaders(
                    accept(slot, body, exchange, json.path("type").asText()), -1);
        }
    }

    /** Returns the HTTP status to answer with. */
    private int accept(CompletableFuture<String> slot, String body, HttpExchange exchange, String type) {
        try {
            check.get(10, TimeUnit.SECONDS).verify(body, exchange.getRequestHeaders());
            slot.complete(type);
            return 204;
        } catch (WebhookVerificationException forged) {
            slot.completeExceptionally(forged);
            return 401;
        } catch (ExecutionException | TimeoutException notReady) {
            return 503;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return 503;
        }
    }

    private CompletableFuture<String> slot(String job) {
        return received.computeIfAbsent(job, id -> new CompletableFuture<>());
    }
}
