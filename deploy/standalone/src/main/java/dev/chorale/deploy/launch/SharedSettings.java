package dev.chorale.deploy.launch;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What all services are told, in one file that only its owner can read: secrets stay off command lines. The file
 * outranks the environment and what the services bring, so that {@code --set} always has its way.
 *
 * @param values configuration keys and values
 */
public record SharedSettings(Map<String, String> values) {
    static final String BUCKET = "chorale";
    static final String KAFKA = "kafka.bootstrap.servers";
    private static final String SECRET_KEY = "chorale.s3.secret-key";

    public SharedSettings {
        values = Map.copyOf(values);
    }

    /** The settings of an installation on these ports; its S3 secret stays what it was in {@code folder}. */
    static SharedSettings of(DataFolder folder, PortPlan ports, Map<String, String> chosen) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/chorale",
                "quarkus.datasource.username",
                "postgres",
                "quarkus.datasource.password",
                "postgres",
                KAFKA,
                "127.0.0.1:" + ports.kafka(),
                "chorale.s3.url",
                "http://127.0.0.1:" + ports.s3(),
                "chorale.s3.bucket",
                BUCKET,
                "chorale.s3.access-key",
                "chorale",
                SECRET_KEY,
                secretOf(folder),
                "chorale.api.admin-key",
                folder.adminKey(),
                "quarkus.http.host",
                "127.0.0.1"));
        values.putAll(chosen);
        return new SharedSettings(values);
    }

    static SharedSettings readFrom(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(DataFolder.read(file)));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return new SharedSettings(values);
    }

    /** The value of a key that every installation has. */
    public String get(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new Failure("the settings lack " + key + ": run ./chorale up once more");
        }
        return value;
    }

    /** The value of a key that may have been chosen. */
    public Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * Writes the file.
     *
     * @param ordinal its rank among the sources of configuration: the environment has 300, system properties 400
     */
    void writeTo(Path file, int ordinal) {
        Properties properties = new Properties();
        properties.putAll(values);
        properties.setProperty("config_ordinal", Integer.toString(ordinal));
        StringWriter text = new StringWriter();
        try {
            properties.store(text, "Written at each start; change values with --set.");
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        DataFolder.writePrivately(file, text.toString());
    }

    private static String secretOf(DataFolder folder) {
        if (Files.exists(folder.settings())) {
            return readFrom(folder.settings()).get(SECRET_KEY);
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
