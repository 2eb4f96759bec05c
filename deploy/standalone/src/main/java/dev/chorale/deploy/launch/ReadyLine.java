package dev.chorale.deploy.launch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one line on standard output that says everything runs, and where. Its field names are a contract. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReadyLine(
        boolean ready,
        @Nullable String api,
        List<String> apis,
        String adminKey,
        String postgres,
        String kafka,
        Store s3,
        Pids pids) {
    private static final JsonMapper JSON = new JsonMapper();

    ReadyLine {
        apis = List.copyOf(apis);
    }

    /** Where objects are kept, and the keys to it. */
    record Store(String url, String bucket, String accessKey, String secretKey) {}

    /** Process ids: of the services and parts themselves, so that a kill hits what it names. */
    record Pids(long launcher, List<Long> api, List<Long> worker, long kafka, long postgres, long s3) {
        Pids {
            api = List.copyOf(api);
            worker = List.copyOf(worker);
        }
    }

    /** What {@code start} prints for one part. */
    record Part(boolean ready, String part, long pid) {}

    static ReadyLine of(SharedSettings settings, List<String> apis, Pids pids) {
        return new ReadyLine(
                true,
                apis.isEmpty() ? null : apis.getFirst(),
                apis,
                settings.get("chorale.api.admin-key"),
                // Every local connection is trusted; only the user's name is needed.
                settings.get("quarkus.datasource.jdbc.url") + "?user=postgres",
                settings.get("kafka.bootstrap.servers"),
                new Store(
                        settings.get("chorale.s3.url"),
                        settings.get("chorale.s3.bucket"),
                        settings.get("chorale.s3.access-key"),
                        settings.get("chorale.s3.secret-key")),
                pids);
    }

    static String json(Object line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
