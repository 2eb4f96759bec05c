package dev.chorale.api;

import dev.chorale.common.db.Database;
import dev.chorale.common.job.Ids;
import dev.chorale.common.store.AudioStore;
import dev.chorale.common.time.Monotonic;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jdbi.v3.core.Jdbi;

/** Makes what is no bean by itself. */
public class Wiring {
    @Produces
    @Singleton
    Jdbi jdbi(DataSource source) {
        return Database.open(source);
    }

    /** The lock of a migration is the session's: a transaction that waited for a long one would be ended for its idleness. */
    @Produces
    @Singleton
    FlywayConfigurationCustomizer migrationLock() {
        return flyway -> flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
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
