package dev.chorale.deploy.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which port belongs to whom, counted from one base: APIs from the base, the parts from base + 20, workers from
 * base + 30, the demo's webhook receiver on base + 40.
 *
 * @param base the port of the first API
 */
public record PortPlan(int base) {
    public static final int DEFAULT_BASE = 8080;
    static final int MAX_APIS = 20;
    static final int MAX_WORKERS = 60;

    private static final int HIGHEST_OFFSET = 120;
    private static final int FIRST_WORKER = 30;
    private static final int RECEIVER = 40;

    public PortPlan {
        if (base < 1 || base + HIGHEST_OFFSET > 65535) {
            throw new Failure("--port-base: " + base + " (expected 1.." + (65535 - HIGHEST_OFFSET) + ")");
        }
    }

    /** One on whose ports nobody listens now, below the range from which systems take ports for outgoing connections. */
    public static PortPlan free() {
        return IntStream.iterate(20_000, base -> base < 32_000, base -> base + HIGHEST_OFFSET)
                .mapToObj(PortPlan::new)
                .filter(PortPlan::hasFreePorts)
                .findFirst()
                .orElseThrow(() -> new Failure("no " + RECEIVER + " ports in a row are free"));
    }

    /** Whether nobody listens on any port of APIs, parts, the first workers and the receiver. */
    boolean hasFreePorts() {
        return IntStream.rangeClosed(base, receiver()).allMatch(PortPlan::isFree);
    }

    /** The port of API {@code number}, counted from 1. */
    public int api(int number) {
        return base + number - 1;
    }

    public int postgres() {
        return base + 20;
    }

    public int kafka() {
        return base + 21;
    }

    int kafkaController() {
        return base + 22;
    }

    public int s3() {
        return base + 23;
    }

    /** The port of worker {@code number}, counted from 1; the receiver's port is left out. */
    public int worker(int number) {
        int offset = FIRST_WORKER + number - 1;
        return base + (offset < RECEIVER ? offset : offset + 1);
    }

    /** The worker that {@code port} belongs to; outside of 1..60 if it belongs to none. */
    int workerNumber(int port) {
        int offset = port - base;
        return (offset < RECEIVER ? offset : offset - 1) - FIRST_WORKER + 1;
    }

    /** The port on which the demo receives webhooks. */
    public int receiver() {
        return base + RECEIVER;
    }

    /** A port that nothing else in the plan takes, for a soak's own servers; {@code number} 0..19. */
    public int spare(int number) {
        return base + HIGHEST_OFFSET - number;
    }

    /** The first API port on which nobody listens, if any. */
    OptionalInt freeApi() {
        return IntStream.rangeClosed(1, MAX_APIS)
                .map(this::api)
                .filter(PortPlan::isFree)
                .findFirst();
    }

    /** The first port of a worker on which nobody listens, if any. */
    OptionalInt freeWorker() {
        return IntStream.rangeClosed(1, MAX_WORKERS)
                .map(this::worker)
                .filter(PortPlan::isFree)
                .findFirst();
    }

    /** Fails with one sentence if somebody listens on one of the ports that these children would take. */
    void requireFree(int apis, int workers) {
        wanted(apis, workers).forEach((port, part) -> {
            if (!isFree(port)) {
                throw new Failure("port " + port + " (for " + part + ") is in use: stop what listens there, or choose"
                        + " other ports with --port-base, for example --port-base " + suggestion(apis, workers));
            }
        });
    }

    private NavigableMap<Integer, String> wanted(int apis, int workers) {
        NavigableMap<Integer, String> ports = new TreeMap<>();
        IntStream.rangeClosed(1, apis).forEach(n -> ports.put(api(n), "api-" + n));
        IntStream.rangeClosed(1, workers).forEach(n -> ports.put(worker(n), "worker-" + n));
        ports.put(postgres(), "postgres");
        ports.put(kafka(), "kafka");
        ports.put(kafkaController(), "kafka's controller");
        ports.put(s3(), "s3");
        return ports;
    }

    private int suggestion(int apis, int workers) {
        return List.of(base + 1000, base + 2000, base + 10000).stream()
                .filter(other -> other + HIGHEST_OFFSET <= 65535)
                .filter(other -> new PortPlan(other)
                        .wanted(apis, workers).keySet().stream().allMatch(PortPlan::isFree))
                .findFirst()
                .orElse(18080);
    }

    /** Whether nobody listens on this port of 127.0.0.1, nor on it of all addresses. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
