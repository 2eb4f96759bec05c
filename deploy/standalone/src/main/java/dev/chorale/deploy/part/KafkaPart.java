package dev.chorale.deploy.part;

import dev.chorale.common.process.ParentWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker that is its own controller. Arguments: its folder, the port for clients, the port of the controller,
 * the port that clients are sent to.
 * What was acknowledged survives a kill: the folder is formatted only when it is new.
 */
public final class KafkaPart {
    private KafkaPart() {}

    public static void main(String[] args) throws Exception {
        ParentWatch.startIfAsked();
        Path folder = Path.of(args[0]).toAbsolutePath();
        Properties settings = KafkaSettings.of(
                folder, Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        formatIfNew(folder, settings);
        run(new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM));
    }

    private static void run(KafkaRaftServer server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        server.awaitShutdown();
    }

    private static void formatIfNew(Path folder, Properties settings) throws IOException {
        if (Files.exists(folder.resolve("log").resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(folder);
        Path file = folder.resolve("server.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            settings.store(writer, "Read once, when the folder is formatted.");
        }
        format(file);
    }

    private static void format(Path settings) {
        String cluster = Uuid.randomUuid().toString();
        String[] command = {"format", "--standalone", "--ignore-formatted", "-t", cluster, "-c", settings.toString()};
        int code = StorageTool.execute(command, System.err);
        if (code != 0) {
            throw new UncheckedIOException(new IOException("Kafka's folder could not be formatted: code " + code));
        }
    }
}
