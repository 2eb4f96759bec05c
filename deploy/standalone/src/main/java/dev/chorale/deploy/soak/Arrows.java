package dev.chorale.deploy.soak;

import dev.chorale.deploy.fault.FaultProxy;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.PortPlan;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The connections between the parts, each through a proxy of its own, so that one can fail while the others work. Kafka's
 * clients go where the broker sends them, so all of them share one; receivers are called by the address that callers gave.
 */
final class Arrows implements AutoCloseable {
    /** Who calls where an arrow does not belong to one service. */
    static final String ALL = "all";

    private static final int FIRST_SPARE = 2;

    private final Map<Arrow, FaultProxy> proxies;

    /** Who is called. */
    enum To {
        POSTGRES,
        S3,
        ENGINE,
        KAFKA,
        RECEIVER
    }

    /** @param from a service by name, or {@link #ALL} */
    record Arrow(String from, To to) {}

    private Arrows(Map<Arrow, FaultProxy> proxies) {
        this.proxies = Map.copyOf(proxies);
    }

    /** Starts to listen for all of them. */
    static Arrows lay(List<String> apis, List<String> workers, PortPlan ports) {
        Map<Arrow, Integer> targets = new LinkedHashMap<>();
        targets.put(new Arrow(ALL, To.KAFKA), ports.kafka());
        targets.put(new Arrow(ALL, To.RECEIVER), ports.receiver());
        Stream.concat(apis.stream(), workers.stream()).forEach(service -> {
            targets.put(new Arrow(service, To.POSTGRES), ports.postgres());
            targets.put(new Arrow(service, To.S3), ports.s3());
        });
        workers.forEach(worker -> targets.put(new Arrow(worker, To.ENGINE), enginePort(ports)));
        Map<Arrow, FaultProxy> proxies = new HashMap<>();
        targets.forEach((arrow, port) -> proxies.put(arrow, listen(ports.spare(FIRST_SPARE + proxies.size()), port)));
        return new Arrows(proxies);
    }

    /** Where the engine listens. */
    static int enginePort(PortPlan ports) {
        return ports.spare(0);
    }

    /** Where the other one does, to which no proxy leads. */
    static int edgyPort(PortPlan ports) {
        return ports.spare(1);
    }

    private static FaultProxy listen(int port, int targetPort) {
        try {
            return FaultProxy.listenOn(port, targetPort);
        } catch (IOException taken) {
            throw new Failure("port " + port + " (for a proxy) is in use: choose others with --port-base", taken);
        }
    }

    FaultProxy proxy(Arrow arrow) {
        return Objects.requireNonNull(proxies.get(arrow), arrow::toString);
    }

    /** Where whoever follows this arrow connects to. */
    String address(String from, To to) {
        return "127.0.0.1:" + proxy(new Arrow(from, to)).port();
    }

    /** What a service is told, so that it goes through its proxies. */
    Map<String, String> settingsOf(String service) {
        return Map.of(
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://" + address(service, To.POSTGRES) + "/chorale",
                "chorale.s3.url", "http://" + address(service, To.S3));
    }

    @Override
    public void close() throws IOException {
        for (FaultProxy proxy : proxies.values()) {
            proxy.close();
        }
    }
}
