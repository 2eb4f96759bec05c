package dev.chorale.worker.claim;

import dev.chorale.common.db.Database;
import dev.chorale.common.speech.UtteranceJson;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.claim.VoiceRows.Said;
import dev.chorale.worker.claim.VoiceRows.Use;
import dev.chorale.worker.engine.Repertoire;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The voices that this process's engines have loaded, where an engine must load one before it speaks: told to the other
 * workers, which leave runs for us then, and loaded again after a start.
 */
@Singleton
final class LoadedVoices {
    private static final Logger LOG = Logger.getLogger(LoadedVoices.class);
    private static final Duration TELL_EVERY = Duration.ofMillis(500);
    private static final Duration WARMING = Duration.ofMinutes(1);
    /** In the place of those that can't be loaded any more. */
    private static final int MORE = 8;

    private final VoiceRows rows;
    private final Lease lease;
    private final Pause pause;
    private final Map<String, Repertoire> repertoires = new ConcurrentHashMap<>();
    private final Map<List<String>, Use> uses = new ConcurrentHashMap<>();
    private Set<String> told = Set.of();
    private @Nullable UUID toldOf;

    LoadedVoices(VoiceRows rows, Lease lease, Pause pause) {
        this.rows = rows;
        this.lease = lease;
        this.pause = pause;
    }

    /** From now on it is told what the engine has loaded. */
    void watch(ServedEngine engine) {
        engine.renderer().repertoire().ifPresent(repertoire -> repertoires.put(engine.name(), repertoire));
    }

    /** A run of the voice was begun. */
    void used(String engine, @Nullable String voiceKey, UUID run) {
        if (voiceKey != null && repertoires.containsKey(engine)) {
            uses.merge(
                    List.of(engine, voiceKey),
                    new Use(engine, voiceKey, 1, run),
                    (before, now) -> new Use(engine, voiceKey, before.count() + now.count(), run));
        }
    }

    /** Runs until interrupted. */
    void tellOn() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                pause.of(TELL_EVERY);
                tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void tell() {
        try {
            tellLoaded(lease.worker());
            tellUses();
        } catch (RuntimeException e) {
            Database.tell(LOG, "loaded voices were not told", e);
        }
    }

    private void tellLoaded(UUID worker) {
        Set<String> loaded = new HashSet<>();
        repertoires.forEach(
                (engine, repertoire) -> repertoire.loaded().forEach(voice -> loaded.add(engine + "/" + voice)));
        if (!worker.equals(toldOf)) {
            told = Set.of();
            toldOf = worker;
        }
        if (!loaded.equals(told)) {
            rows.loaded(worker, loaded);
            told = loaded;
        }
    }

    /** What comes meanwhile is told the next time. */
    private void tellUses() {
        List<Use> now = uses.keySet().stream().map(uses::remove).toList();
        if (!now.isEmpty()) {
            rows.used(now);
        }
    }

    /** Loads the voices that were used most, as many as there is room for. Blocks for a minute at most. */
    void warm(ServedEngine engine) throws InterruptedException {
        int places = engine.renderer().repertoire().map(Repertoire::places).orElse(0);
        if (places == 0) {
            return;
        }
        Queue<Said> most = new ConcurrentLinkedQueue<>(mostUsed(engine, places + MORE));
        List<Thread> warming = Stream.generate(
                        () -> Thread.ofVirtual().name("warm-" + engine.name()).start(() -> warmOne(engine, most)))
                .limit(places)
                .toList();
        long end = System.nanoTime() + WARMING.toNanos();
        for (Thread thread : warming) {
            if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                thread.interrupt();
            }
        }
    }

    private List<Said> mostUsed(ServedEngine engine, int places) {
        try {
            return rows.mostUsed(engine.name(), lease.worker(), places);
        } catch (RuntimeException e) {
            Database.tell(LOG, "voices to load were not found engine=" + engine.name(), e);
            return List.of();
        }
    }

    /** The first that can be loaded: the most used voice may have been deleted since. */
    private static void warmOne(ServedEngine engine, Queue<Said> most) {
        boolean warm = false;
        for (Said said = most.poll(); said != null && !warm; said = warm ? null : most.poll()) {
            try {
                warm = engine.renderer()
                        .warm(UtteranceJson.read(said.utterance()).of(said.tenant()));
                LOG.infof("voice loaded engine=%s done=%b", engine.name(), warm);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf(e, "voice was not loaded engine=%s", engine.name());
            }
        }
    }
}
