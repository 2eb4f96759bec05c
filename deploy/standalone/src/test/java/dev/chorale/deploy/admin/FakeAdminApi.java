package dev.chorale.deploy.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** Answers what a test gave it for a request line, and remembers what was asked; 404 as the API has it otherwise. */
final class FakeAdminApi implements AutoCloseable {
    static final String KEY = "chorale_admin";

    private static final String NOT_FOUND =
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"code\":\"not_found\",\"detail\":\"There is nothing here under this id for your key.\"}";

    private final HttpServer server;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    private record Answer(int status, String body) {}

    private FakeAdminApi(HttpServer server) {
        this.server = server;
    }

    static FakeAdminApi start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        FakeAdminApi api = new FakeAdminApi(server);
        server.createContext("/", api::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return api;
    }

    /** @param request method, path below {@code /v1/admin/} and query: {@code GET jobs?limit=50} */
    synchronized FakeAdminApi with(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    /** The requests that came, a body behind its line. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    Map<String, String> environment() {
        return Map.of("CHORALE_URL", "http://127.0.0.1:" + server.getAddress().getPort(), "CHORALE_KEY", KEY);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String line = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().toString().replaceFirst("^/v1/admin/", "");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(body.isEmpty() ? line : line + " " + body);
            boolean known =
                    ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer = answers.getOrDefault(line, new Answer(404, NOT_FOUND));
            send(exchange, known ? answer : new Answer(401, "{\"title\":\"Unauthorized\",\"detail\":\"no such key\"}"));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
