package dev.chorale.deploy.launch;

import dev.chorale.deploy.part.KafkaPart;
import dev.chorale.deploy.part.PostgresPart;
import dev.chorale.deploy.part.S3Part;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The recipes of one installation.
 *
 * @param folder its data
 * @param ports its ports
 * @param home the folder below which the services were built
 * @param cache what their JVMs know of earlier starts
 */
record Recipes(DataFolder folder, PortPlan ports, Path home, StartCache cache) {
    /** Small machines: a serial collector's heap stays smaller, and nobody waits for these processes' pauses. */
    private static final List<String> SMALL_JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dchorale.log.level=INFO");

    private static final List<String> SERVICE_JVM = List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** For an installation that starts as quickly as it can. */
    static Recipes of(DataFolder folder, PortPlan ports, Path home) {
        return new Recipes(folder, ports, home, StartCache.of(home, StartCache.Use.START));
    }

    Recipe postgres() {
        Path data = folder.postgres();
        List<String> arguments = List.of(data.toString(), Integer.toString(ports.postgres()));
        return part(
                "postgres",
                command("postgres", List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), PostgresPart.class, arguments),
                Optional.of(data.resolve("postmaster.pid")),
                Probe.postgres(ports.postgres()));
    }

    Recipe kafka() {
        List<String> arguments = List.of(
                folder.kafka().toString(),
                Integer.toString(ports.kafka()),
                Integer.toString(ports.kafkaController()),
                Integer.toString(advertisedKafkaPort()));
        return part(
                "kafka",
                command("kafka", List.of("-Xmx320m"), KafkaPart.class, arguments),
                Optional.empty(),
                Probe.kafka(ports.kafka()));
    }

    /** Kafka's clients go where the broker sends them: who puts a proxy before it says so in the address to begin with. */
    private int advertisedKafkaPort() {
        String servers = SharedSettings.readFrom(folder.settings()).get(SharedSettings.KAFKA);
        String host = "127.0.0.1:";
        return servers.matches(host + "\\d{1,5}") ? Integer.parseInt(servers.substring(host.length())) : ports.kafka();
    }

    Recipe s3() {
        List<String> arguments = List.of(
                folder.s3().toString(),
                Integer.toString(ports.s3()),
                folder.settings().toString());
        return part(
                "s3",
                command("s3", List.of("-Xmx192m"), S3Part.class, arguments),
                Optional.empty(),
                Probe.s3(ports.s3()));
    }

    Recipe api(String name, int port, List<Path> settings) {
        return service(name, Recipe.Kind.API, "api", port, settings);
    }

    Recipe worker(String name, int port, List<Path> settings) {
        return service(name, Recipe.Kind.WORKER, "worker", port, settings);
    }

    private Recipe part(String name, List<String> command, Optional<Path> pidFile, Probe probe) {
        Map<String, String> environment = Map.of("CLASSPATH", classPath());
        return new Recipe(name, Recipe.Kind.PART, command, environment, folder.log(name), pidFile, probe);
    }

    /** Our own class path with absolute entries, for children work in another directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Recipe service(String name, Recipe.Kind kind, String program, int port, List<Path> settings) {
        Path jar = home.resolve(program + "-service").resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new Failure(jar + " is missing: start through ./chorale, which builds it");
        }
        List<String> command = java(SERVICE_JVM);
        command.addAll(cache.options(program));
        command.add("-Dquarkus.config.locations=" + locations(settings));
        command.add("-Dquarkus.http.port=" + port);
        command.addAll(List.of("-jar", jar.toString()));
        return new Recipe(name, kind, command, Map.of(), folder.log(name), Optional.empty(), Probe.service(port));
    }

    private static String locations(List<Path> settings) {
        return settings.stream().map(path -> path.toUri().toString()).collect(Collectors.joining(","));
    }

    private List<String> command(String program, List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = java(options);
        command.addAll(SMALL_JVM);
        command.addAll(cache.options(program));
        command.add(main.getName());
        command.addAll(arguments);
        return command;
    }

    private static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        return command;
    }
}
