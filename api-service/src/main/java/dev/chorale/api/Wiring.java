package dev.chorale.api;

import dev.chorale.common.db.Database;
import dev.chorale.common.db.DatabaseClock;
import dev.chorale.common.db.Migrating;
import dev.chorale.common.job.Ids;
import dev.chorale.common.store.AudioStore;
import dev.chorale.common.time.Monotonic;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Makes what is no bean by itself. */
public class Wiring {
    @Produces
    @Singleton
    Jdbi jdbi(DataSource source) {
        return Database.open(source);
    }

    @Produces
    @Singleton
    FlywayConfigurationCustomizer migrating() {
        return Migrating::configure;
    }

    @Produces
    @Singleton
    InstantSource clock(Jdbi jdbi, Monotonic clock, MeterRegistry meters) {
        DatabaseClock time = new DatabaseClock(jdbi, clock, InstantSource.system());
        meters.gauge(
                "chorale.clock.ahead.seconds", time, one -> one.machineIsAhead().toMillis() / 1e3);
        return time;
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    Monotonic monotonic() {
        return Monotonic.system();
    }

    @Produces
    @Singleton
    Ids ids(InstantSource clock, RandomGenerator random) {
        return new Ids(clock, random);
    }

    @Produces
    @Singleton
    AudioStore store(
            @ConfigProperty(name = "chorale.s3.url") String url,
            @ConfigProperty(name = "chorale.s3.bucket", defaultValue = "chorale") String bucket,
            @ConfigProperty(name = "chorale.s3.region", defaultValue = "us-east-1") String region,
            @ConfigProperty(name = "chorale.s3.access-key") String accessKey,
            @ConfigProperty(name = "chorale.s3.secret-key") String secretKey) {
        return new AudioStore(new AudioStore.Settings(url, bucket, region, accessKey, secretKey));
    }
}
