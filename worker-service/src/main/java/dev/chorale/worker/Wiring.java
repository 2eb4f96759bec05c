package dev.chorale.worker;

import dev.chorale.common.db.Database;
import dev.chorale.common.db.DatabaseClock;
import dev.chorale.common.db.Migrating;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.store.AudioStore;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.claim.ClaimSettings;
import dev.chorale.worker.claim.Time;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.keep.PcmShelf;
import dev.chorale.worker.keep.SegmentKeeper;
import dev.chorale.worker.settle.AudioShelf;
import dev.chorale.worker.settle.Settler.CacheLife;
import dev.chorale.worker.speak.AudioCheck;
import dev.chorale.worker.speak.EngineCallCounter;
import dev.chorale.worker.speak.Tries;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
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
    Ids ids(InstantSource clock, RandomGenerator random) {
        return new Ids(clock, random);
    }

    @Produces
    @Singleton
    Monotonic monotonic() {
        return Monotonic.system();
    }

    @Produces
    @Singleton
    Pause pause() {
        return Pause.system();
    }

    @Produces
    @Singleton
    ThreadFactory threadsOfRuns() {
        return Thread.ofVirtual().factory();
    }

    @Produces
    @Singleton
    Time time(Monotonic clock, Pause pause) {
        return new Time(clock, pause);
    }

    @Produces
    @Singleton
    EngineTime engineTime(InstantSource wall, Monotonic clock, Pause pause) {
        return new EngineTime(wall, clock, pause);
    }

    @Produces
    @Singleton
    Engines.Speaking speaking(SegmentKeeper keeper, MeterRegistry meters, Pause pause, RandomGenerator random) {
        EngineCallCounter calls = engine ->
                meters.counter("chorale.engine.calls", "engine", engine).increment();
        return new Engines.Speaking(new Tries(new AudioCheck(), calls, pause, random), keeper);
    }

    @Produces
    @Singleton
    CacheLife cacheLife(CacheSettings settings) {
        return new CacheLife(settings.ttl());
    }

    @Produces
    @Singleton
    ClaimSettings claimSettings(WorkerSettings settings, CacheSettings cache) {
        Ranges.check(settings, cache);
        return new ClaimSettings(
                Engines.slots(settings),
                settings.lease(),
                settings.grace(),
                settings.poll().enabled(),
                settings.poll().after(),
                settings.topicPartitions(),
                Engines.addresses(settings));
    }

    @Produces
    @Singleton
    AudioStore store(S3Settings settings) {
        return new AudioStore(settings.toStore());
    }

    @Produces
    @Singleton
    PcmShelf segments(AudioStore store) {
        return new PcmShelf() {
            @Override
            public void put(String key, byte[] samples) throws IOException {
                store.put(key, samples, AudioFormat.PCM.mediaType());
            }

            @Override
            public byte[] get(String key, long bytes) throws IOException {
                return store.read(key, bytes);
            }

            @Override
            public void delete(String key) throws IOException {
                store.delete(key);
            }
        };
    }

    @Produces
    @Singleton
    AudioShelf shelf(AudioStore store) {
        return new AudioShelf() {
            @Override
            public void put(String key, Path file, String mediaType) throws IOException {
                store.put(key, file, mediaType);
            }

            @Override
            public void delete(String key) throws IOException {
                store.delete(key);
            }
        };
    }
}
