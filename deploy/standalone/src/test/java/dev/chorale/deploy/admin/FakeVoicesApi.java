package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chorale.common.content.Sha256;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Keeps files and voices as the API does, a page a row long; refuses a voice whose files it has not. */
final class FakeVoicesApi implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    final List<String> asked = new ArrayList<>();
    final Map<String, String> typeOfFile = new LinkedHashMap<>();
    final Map<String, ObjectNode> voices = new LinkedHashMap<>();

    private final HttpServer server;
    private int versions;

    FakeVoicesApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    Map<String, String> environment() {
        return Map.of("CHORALE_URL", "http://127.0.0.1:" + server.getAddress().getPort(), "CHORALE_KEY", "key");
    }

    /** What was asked to change something. */
    List<String> changes() {
        return asked.stream().filter(line -> line.startsWith("POST")).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(exchange.getRequestMethod() + " " + path);
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("GET")) {
                String cursor =
                        String.valueOf(exchange.getRequestURI().getQuery()).replaceFirst(".*cursor=|.*", "");
                send(exchange, 200, page(path.equals("/v1/voices") ? rows() : files(), cursor));
            } else if (path.equals("/v1/voice-files")) {
                keep(exchange, body);
            } else {
                make(exchange, path, JSON.readTree(body));
            }
        }
    }

    private List<String> rows() {
        return voices.values().stream().map(ObjectNode::toString).toList();
    }

    private List<String> files() {
        return typeOfFile.keySet().stream().map(id -> "{\"id\":\"" + id + "\"}").toList();
    }

    private static String page(List<String> rows, String cursor) {
        int at = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
        String next = at + 1 < rows.size() ? ",\"next_cursor\":\"" + (at + 1) + "\"" : "";
        return "{\"data\":[" + rows.stream().skip(at).limit(1).collect(Collectors.joining()) + "]" + next + "}";
    }

    private void keep(HttpExchange exchange, byte[] body) throws IOException {
        String hash = Sha256.hex(body);
        boolean whole = hash.equals(exchange.getRequestHeaders().getFirst("X-Content-SHA256"));
        typeOfFile.put("file_" + hash, exchange.getRequestHeaders().getFirst("Content-Type"));
        send(exchange, whole ? 201 : 422, "{\"id\":\"file_" + hash + "\"}");
    }

    private void make(HttpExchange exchange, String path, JsonNode wish) throws IOException {
        boolean unknown = wish.path("settings").properties().stream()
                .map(each -> each.getValue().asText())
                .anyMatch(value -> value.startsWith("file_") && !typeOfFile.containsKey(value));
        if (unknown || wish.path("language").asText().equals("xx")) {
            send(exchange, 422, "{\"title\":\"Unprocessable Content\",\"detail\":\"language: this engine reads en\"}");
            return;
        }
        String name = path.equals("/v1/voices")
                ? wish.path("name").asText()
                : voices.values().stream()
                        .filter(voice -> path.contains(voice.path("id").asText()))
                        .findFirst()
                        .orElseThrow()
                        .path("name")
                        .asText();
        ObjectNode voice = voices.computeIfAbsent(name, _ -> ((ObjectNode) wish.deepCopy()).put("id", "voice_" + name));
        voice.set("settings", wish.path("settings"));
        voice.put("version", Sha256.hex(("version " + versions++).getBytes(StandardCharsets.UTF_8)));
        send(exchange, 201, voice.toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
