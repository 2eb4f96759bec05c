package dev.chorale.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;

/** Keeps as much of the API's contract as a customer's way needs: jobs succeed at the first look, and are announced. */
final class FakeApi implements AutoCloseable {
    static final byte[] AUDIO = "RIFF, so to speak".getBytes(StandardCharsets.UTF_8);

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
    private final List<String> preferences = new ArrayList<>();
    private final Set<String> spoken = new HashSet<>();
    private String signingSecret = secret;
    private int jobs;

    private FakeApi(HttpServer server) {
        this.server = server;
    }

    static FakeApi start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        FakeApi api = new FakeApi(server);
        server.createContext("/", api::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on webhooks are signed with another secret than the one that is told. */
    synchronized void forge() {
        signingSecret = "whsec_"
                + Base64.getEncoder().encodeToString("another secret, 24 bytes".getBytes(StandardCharsets.UTF_8));
    }

    synchronized List<String> preferences() {
        return List.copyOf(preferences);
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!"Bearer key".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, "{\"status\":401,\"detail\":\"no such key\",\"errors\":[]}");
            } else if (path.equals("/v1/webhook-secret")) {
                send(exchange, 200, "{\"secret\":\"" + secret + "\"}");
            } else if (path.equals("/v1/synthesis-jobs")) {
                submit(exchange, JSON.readTree(exchange.getRequestBody()));
            } else if (path.endsWith("/audio")) {
                send(exchange, 200, AUDIO);
            } else {
                preferences.add(exchange.getRequestHeaders().getFirst("Prefer"));
                send(exchange, 200, job(path.substring(path.lastIndexOf('/') + 1), "succeeded", "miss"));
            }
        }
    }

    private void submit(HttpExchange exchange, JsonNode body) throws IOException {
        if (!body.path("voice").asText().startsWith("espeak/")) {
            send(
                    exchange,
                    422,
                    "{\"status\":422,\"detail\":\"the request has 1 error\",\"errors\":[{\"field\":\"voice\",\"message\":\"nobody has it\"}]}");
            return;
        }
        String id = "job_" + ++jobs;
        boolean hit = !spoken.add(body.path("input").asText());
        if (body.has("webhook_url")) {
            announce(id, URI.create(body.path("webhook_url").asText()));
        }
        send(exchange, hit ? 200 : 202, hit ? job(id, "succeeded", "hit") : job(id, "queued", "miss"));
    }

    private void announce(String job, URI receiver) {
        String body = "{\"type\":\"job.succeeded\",\"data\":{\"job_id\":\"" + job + "\"}}";
        long now = System.currentTimeMillis() / 1000;
        try {
            String signature = new Webhook(signingSecret).sign("msg_" + job, now, body);
            HttpRequest request = HttpRequest.newBuilder(receiver)
                    .header("webhook-id", "msg_" + job)
                    .header("webhook-timestamp", Long.toString(now))
                    .header("webhook-signature", signature)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            var unused = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        } catch (Exception cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static String job(String id, String state, String cache) {
        return "{\"id\":\"" + id + "\",\"state\":\"" + state + "\",\"cache\":\"" + cache + "\",\"audio\":{\"sha256\":\""
                + sha256() + "\",\"duration_ms\":1500}}";
    }

    private static String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(AUDIO));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
