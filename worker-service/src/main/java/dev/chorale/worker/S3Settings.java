package dev.chorale.worker;

import dev.chorale.common.store.AudioStore;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where finished audio is kept. */
@ConfigMapping(prefix = "chorale.s3")
public interface S3Settings {
    /** {@code http://host:port} of an S3 or MinIO server. */
    String url();

    /** Made at start if it is missing. */
    @WithDefault("chorale")
    String bucket();

    @WithDefault("us-east-1")
    String region();

    String accessKey();

    /** Never logged. */
    String secretKey();

    default AudioStore.Settings toStore() {
        return new AudioStore.Settings(url(), bucket(), region(), accessKey(), secretKey());
    }
}
