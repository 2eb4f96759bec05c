package dev.chorale.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.minio.GetObjectArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The three parts in real processes. The tests build on each other's start, which takes most of their time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PartsIT {
    @TempDir
    private static Path temp;

    private static Path data;
    private static PortPlan ports;
    private static LauncherProcess up;
    private static JsonNode ready;

    @BeforeAll
    static void startTheParts() throws Exception {
        data = temp.resolve("data folder");
        ports = FreePorts.plan();
        up = launch("up");
        ready = up.awaitReady();
    }

    @AfterAll
    static void stopTheParts() throws Exception {
        up.close();
    }

    @Test
    @Order(1)
    void a_commit_is_on_disk_before_it_is_acknowledged() throws Exception {
        try (Connection connection = connect()) {
            assertThat(show(connection, "fsync")).isEqualTo("on");
            assertThat(show(connection, "synchronous_commit")).isEqualTo("on");
            assertThat(show(connection, "full_page_writes")).isEqualTo("on");
            assertThat(show(connection, "max_connections")).isEqualTo("100");
            assertThat(show(connection, "server_version")).startsWith("18.");
        }
    }

    @Test
    @Order(2)
    void a_second_launcher_in_the_same_folder_is_refused() throws Exception {
        try (LauncherProcess second = launch("second")) {
            assertThat(second.awaitEnd(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(second.said())
                    .contains("another launcher works in " + data)
                    .hasLineCount(1);
        }
    }

    @Test
    @Order(3)
    void a_busy_port_is_refused_before_anything_is_started() throws Exception {
        Path other = temp.resolve("other");
        try (LauncherProcess second = LauncherProcess.run(
                temp.resolve("busy.err"), arguments("up", other, List.of("--apis", "0", "--workers", "0")))) {
            assertThat(second.awaitEnd(Duration.ofSeconds(30))).isEqualTo(1);
            assertThat(second.said())
                    .contains("port " + ports.postgres(), "--port-base")
                    .hasLineCount(1);
            assertThat(other.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    @Order(4)
    void postgres_keeps_what_was_committed_through_a_kill() throws Exception {
        try (Connection connection = connect()) {
            connection.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }
        killed("postgres", () -> {
            try (Connection connection = connect();
                    var row = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(42);
            }
        });
    }

    @Test
    @Order(5)
    void kafka_keeps_its_topics_through_a_kill() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic("kept", 3, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        killed("kafka", () -> {
            try (Admin admin = admin()) {
                assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("kept");
            }
        });
    }

    @Test
    @Order(6)
    void s3_keeps_its_objects_through_a_kill() throws Exception {
        byte[] bytes = "kept".getBytes(StandardCharsets.UTF_8);
        s3().putObject(PutObjectArgs.builder().bucket("chorale").object("a/kept").stream(
                        new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                .build());
        killed("s3", () -> {
            try (var object = s3().getObject(GetObjectArgs.builder()
                    .bucket("chorale")
                    .object("a/kept")
                    .build())) {
                assertThat(object.readAllBytes()).isEqualTo(bytes);
            }
        });
    }

    @Test
    @Order(7)
    void a_killed_launcher_leaves_no_child() throws Exception {
        up.close();
        up = launch("again");
        ready = up.awaitReady();
        List<ProcessHandle> children = up.descendants();
        assertThat(children).hasSizeGreaterThanOrEqualTo(4);

        up.kill();

        awaitEndOf(children);
        assertThat(PortPlan.isFree(ports.postgres())).isTrue();
    }

    @Test
    @Order(8)
    void after_a_kill_of_everything_the_data_is_still_there_and_a_signal_ends_it_in_order() throws Exception {
        up = launch("last");
        ready = up.awaitReady();
        try (Connection connection = connect();
                var row = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
            assertThat(row.next()).isTrue();
        }
        List<ProcessHandle> children = up.descendants();

        up.terminate();

        assertThat(up.awaitEnd(Duration.ofSeconds(35))).isZero();
        awaitEndOf(children);
    }

    private interface Check {
        void run() throws Exception;
    }

    /** Kills a part by the process id that was reported, starts it again beside the launcher, checks, and stops it. */
    private static void killed(String part, Check check) throws Exception {
        ProcessHandle process =
                ProcessHandle.of(ready.path("pids").path(part).asLong()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
        try (LauncherProcess again =
                LauncherProcess.run(temp.resolve(part + ".err"), "start", part, "--data", data.toString())) {
            JsonNode line = again.awaitReady();
            assertThat(line.path("part").asText()).isEqualTo(part);
            assertThat(ProcessHandle.of(line.path("pid").asLong())).isPresent();
            check.run();
        }
    }

    private static void awaitEndOf(List<ProcessHandle> processes) throws Exception {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends).get(10, TimeUnit.SECONDS);
    }

    private static LauncherProcess launch(String name) throws Exception {
        return LauncherProcess.run(
                temp.resolve(name + ".err"), arguments("up", data, List.of("--apis", "0", "--workers", "0")));
    }

    private static String[] arguments(String command, Path folder, List<String> more) {
        var arguments = new ArrayList<>(
                List.of(command, "--data", folder.toString(), "--port-base", Integer.toString(ports.base())));
        arguments.addAll(more);
        return arguments.toArray(String[]::new);
    }

    private static Connection connect() throws Exception {
        return DriverManager.getConnection(ready.path("postgres").asText());
    }

    private static String show(Connection connection, String setting) throws Exception {
        try (var row = connection.createStatement().executeQuery("SHOW " + setting)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", ready.path("kafka").asText()));
    }

    private static MinioClient s3() {
        JsonNode s3 = ready.path("s3");
        return MinioClient.builder()
                .endpoint(s3.path("url").asText())
                .credentials(s3.path("accessKey").asText(), s3.path("secretKey").asText())
                .build();
    }
}
