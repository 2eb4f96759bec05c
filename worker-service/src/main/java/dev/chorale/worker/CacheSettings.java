package dev.chorale.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What both services know about the cache. */
@ConfigMapping(prefix = "chorale.cache")
public interface CacheSettings {
    /** How long finished audio answers equal requests, PT1S..P3650D. */
    @WithDefault("PT24H")
    Duration ttl();
}
