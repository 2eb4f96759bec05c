package dev.chorale.api.jobs;

import dev.chorale.api.problem.RequestHead;
import dev.chorale.common.db.TestDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** The service's HTTP side on a real PostgreSQL, without its background work: no broker, no object store. */
public class ApiUnderTest implements QuarkusTestProfile {
    public static final String ADMIN_KEY = "chorale_admin-key-of-the-test";

    @Override
    public Map<String, String> getConfigOverrides() {
        // As Main does.
        System.setProperty(RequestHead.OWN_URL_CHECK, "true");
        return Map.ofEntries(
                Map.entry("quarkus.arc.test.disable-application-lifecycle-observers", "true"),
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("quarkus.http.host", "127.0.0.1"),
                Map.entry("kafka.bootstrap.servers", "127.0.0.1:1"),
                Map.entry("kafka.reconnect.backoff.ms", "60000"),
                Map.entry("kafka.reconnect.backoff.max.ms", "60000"),
                Map.entry("chorale.api.admin-key", ADMIN_KEY),
                Map.entry("chorale.api.voice-files.weights", "true"),
                Map.entry("chorale.s3.url", "http://127.0.0.1:1"),
                Map.entry("chorale.s3.access-key", "none"),
                Map.entry("chorale.s3.secret-key", "none-at-all"));
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Postgres.class));
    }

    public static class Postgres implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            PGSimpleDataSource source = (PGSimpleDataSource) TestDatabase.freshSource();
            return Map.of(
                    "quarkus.datasource.jdbc.url", source.getURL(),
                    "quarkus.datasource.username", "postgres",
                    "quarkus.datasource.password", "postgres");
        }

        @Override
        public void stop() {}
    }
}
