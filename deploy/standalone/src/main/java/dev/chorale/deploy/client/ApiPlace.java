package dev.chorale.deploy.client;

import dev.chorale.deploy.launch.Home;
import dev.chorale.deploy.launch.LocalApi;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which API a command speaks to: the one that {@code CHORALE_URL} and {@code CHORALE_KEY} name, for what they leave open
 * the one of the local data folder.
 */
public final class ApiPlace {
    /** For the foot of a command's help. */
    public static final String FOOTER =
            "CHORALE_URL and CHORALE_KEY name the API and its key; without them the local data folder does.";

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the up (default .chorale).")
    private @Nullable Path data;

    private final Map<String, String> environment;

    /** @param environment the process's environment variables */
    public ApiPlace(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Fails with one sentence if neither names an API. */
    public ApiClient api() {
        String url = environment.get("CHORALE_URL");
        String key = environment.get("CHORALE_KEY");
        if (url != null && key != null) {
            return new ApiClient(url, key);
        }
        LocalApi local = LocalApi.of(data == null ? Home.defaultData() : data);
        return new ApiClient(url == null ? local.url() : url, key == null ? local.key() : key);
    }
}
