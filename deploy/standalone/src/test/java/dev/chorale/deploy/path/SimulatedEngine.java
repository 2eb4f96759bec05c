package dev.chorale.deploy.path;

import dev.chorale.deploy.simulator.Behaviour;
import dev.chorale.deploy.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A simulator in this process, and what it is told and asked by HTTP. */
final class SimulatedEngine implements AutoCloseable {
    private final Simulator simulator;

    private SimulatedEngine(Simulator simulator) {
        this.simulator = simulator;
    }

    static SimulatedEngine with(String... voices) throws IOException {
        return new SimulatedEngine(Simulator.start(new Simulator.Options(0, 1, 1, List.of(voices))));
    }

    String url() {
        return "http://127.0.0.1:" + simulator.port();
    }

    void behave(Behaviour behaviour) {
        simulator.behave(behaviour);
    }

    /** What befalls the next calls, one each. */
    void order(String... mishaps) throws IOException {
        String next = Client.JSON.writeValueAsString(List.of(mishaps));
        ask(HttpRequest.newBuilder(URI.create(url() + "/control"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"next\":" + next + "}")));
    }

    /** How many calls ended so. */
    long calls(String outcome) {
        String metrics = ask(HttpRequest.newBuilder(URI.create(url() + "/metrics")));
        return metrics.lines()
                .filter(l -> l.startsWith("simulator_calls_total{outcome=\"" + outcome + "\"}"))
                .mapToLong(l -> Long.parseLong(l.substring(l.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String ask(HttpRequest.Builder request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        simulator.close();
    }
}
