package dev.chorale.api.voice;

import dev.chorale.api.jobs.ApiUnderTest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** The service on a real PostgreSQL and an S3 store on a folder; four uploads at once, of 24 MiB at most, 40 in all. */
public class ApiWithStore extends ApiUnderTest {
    public static final int MAX_BYTES = 24 << 20;
    static final int MAX_TOTAL_BYTES = 40 << 20;

    static final int AT_ONCE = 4;
    /** The profile and the tests are loaded apart, so both must find the same. */
    static final Path SPOOL = spool();

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.remove("chorale.s3.url");
        settings.put("chorale.api.voice-files.max-bytes", Integer.toString(MAX_BYTES));
        settings.put("chorale.api.voice-files.max-total-bytes", Integer.toString(MAX_TOTAL_BYTES));
        settings.put("chorale.api.voice-files.at-once", Integer.toString(AT_ONCE));
        settings.put("chorale.api.voice-files.spool-dir", SPOOL.toString());
        return settings;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        List<TestResourceEntry> resources = new ArrayList<>(super.testResources());
        resources.add(new TestResourceEntry(Store.class));
        return resources;
    }

    private static Path spool() {
        try {
            return Files.createDirectories(Path.of(
                    System.getProperty("java.io.tmpdir"),
                    "chorale-spool-" + ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary(String name) {
        try {
            return Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("NullAway.Init")
    public static class Store implements QuarkusTestResourceLifecycleManager {
        private S3Proxy proxy;

        @Override
        public Map<String, String> start() {
            BlobStore folder =
                    new FilesystemNio2BlobStore(temporary("chorale-s3").toString());
            folder.createContainer("chorale");
            proxy = S3Proxy.builder()
                    .blobStore(folder)
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "none", "none-at-all")
                    .build();
            try {
                proxy.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return Map.of("chorale.s3.url", "http://127.0.0.1:" + proxy.getPort());
        }

        @Override
        public void stop() {
            try {
                proxy.stop();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
