package dev.chorale.deploy.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.admin.Admin;

/** Says whether a child does its work yet. A look blocks for at most a few seconds, and may be repeated at will. */
@FunctionalInterface
interface Probe {
    Duration LOOK = Duration.ofSeconds(5);

    boolean isReady() throws InterruptedException;

    /** A connection to the database that the services use. */
    static Probe postgres(int port) {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/chorale?user=postgres&connectTimeout=5&socketTimeout=5";
        return () -> {
            try (var connection = DriverManager.getConnection(url)) {
                return connection.isValid((int) LOOK.toSeconds());
            } catch (SQLException notYet) {
                return false;
            }
        };
    }

    /** A broker that the cluster counts among its own. */
    static Probe kafka(int port) {
        return () -> accepts(port) && hasBroker("127.0.0.1:" + port);
    }

    /** Any answer over HTTP: without a signature it is a refusal, which is answer enough. */
    static Probe s3(int port) {
        return http("http://127.0.0.1:" + port + "/", status -> status > 0);
    }

    /** A service that calls itself ready. */
    static Probe service(int port) {
        return http("http://127.0.0.1:" + port + "/q/health/ready", status -> status == 200);
    }

    private static Probe http(String url, IntPredicate good) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(LOOK).build();
        return () -> {
            try (HttpClient client =
                    HttpClient.newBuilder().connectTimeout(LOOK).build()) {
                return good.test(client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            } catch (IOException notYet) {
                return false;
            }
        };
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) LOOK.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean hasBroker(String address) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", address,
                "request.timeout.ms", (int) LOOK.toMillis(),
                "default.api.timeout.ms", (int) LOOK.toMillis());
        try (Admin admin = Admin.create(settings)) {
            var nodes = admin.describeCluster().nodes().get(LOOK.toSeconds(), TimeUnit.SECONDS);
            return !nodes.isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }
}
