package dev.chorale.deploy.part;

import dev.chorale.common.process.ParentWatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 store on a folder. Arguments: the folder, the port, and the settings file that holds {@code chorale.s3.bucket},
 * {@code chorale.s3.access-key} and {@code chorale.s3.secret-key}; keys are never arguments.
 */
public final class S3Part {
    private static final int MAX_THREADS = 64;

    /** For requests under way; idle connections of clients would use up any longer time. */
    private static final long STOP_MS = 2_000;

    private S3Part() {}

    public static void main(String[] args) throws Exception {
        ParentWatch.startIfAsked();
        Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        Properties settings = read(Path.of(args[2]));
        BlobStore store = new FilesystemNio2BlobStore(folder.toString());
        String bucket = required(settings, "chorale.s3.bucket");
        if (!store.containerExists(bucket)) {
            store.createContainer(bucket);
        }
        run(proxy(store, Integer.parseInt(args[1]), settings));
    }

    private static S3Proxy proxy(BlobStore store, int port, Properties settings) {
        return S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(
                        AuthenticationType.AWS_V2_OR_V4,
                        required(settings, "chorale.s3.access-key"),
                        required(settings, "chorale.s3.secret-key"))
                .jettyMaxThreads(MAX_THREADS)
                .stopTimeout(STOP_MS)
                .build();
    }

    private static void run(S3Proxy proxy) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(proxy), "s3-shutdown"));
        proxy.start();
    }

    private static void stop(S3Proxy proxy) {
        try {
            proxy.stop();
        } catch (Exception cause) {
            throw new IllegalStateException("the S3 store did not stop cleanly", cause);
        }
    }

    private static Properties read(Path file) throws IOException {
        Properties settings = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        return settings;
    }

    private static String required(Properties settings, String key) {
        return Objects.requireNonNull(settings.getProperty(key), () -> key + " is missing from the settings");
    }
}
