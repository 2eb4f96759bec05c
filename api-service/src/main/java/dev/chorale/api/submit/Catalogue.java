package dev.chorale.api.submit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.time.Monotonic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The engines and voices that workers have registered. Read again every {@link #FRESH}; while the database is
 * away, what was read last still counts.
 */
@ApplicationScoped
public class Catalogue {
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Jdbi jdbi;
    private final Monotonic clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Optional.empty());

    /**
     * An engine as its workers described it. The builds are part of every cache key.
     *
     * @param made what made voices take
     */
    public record Engine(
            String name, String kind, String build, String encoderBuild, List<Voice> voices, MadeSkills made) {
        Optional<Voice> voice(String nativeName) {
            return voices.stream().filter(v -> v.name().equals(nativeName)).findFirst();
        }

        /** The voice of {@code <engine>/<native voice>}, which the engine has. */
        Voice voiceOf(String voice) {
            return voice(voice.substring(voice.indexOf('/') + 1)).orElseThrow();
        }
    }

    /**
     * A built-in voice: the engine's own name of it, its language and a name for people.
     *
     * @param takes its skills by their wire names; null where an older worker registered it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Voice(
            String name,
            String language,
            String display,
            @Nullable List<String> takes) {
        /** What it can do beyond reading plain text, as far as this version knows. */
        public Set<Skill> skills() {
            return takes == null
                    ? Set.of()
                    : takes.stream()
                            .flatMap(name -> Skill.byWireName(name).stream())
                            .collect(Collectors.toSet());
        }
    }

    /** @param readNanos a reading of the clock; empty until the first */
    private record Snapshot(Map<String, Engine> engines, Optional<Long> readNanos) {
        boolean isFresh(long nowNanos) {
            return readNanos.filter(read -> nowNanos - read <= FRESH.toNanos()).isPresent();
        }
    }

    public Catalogue(Jdbi jdbi, Monotonic clock) {
        this.jdbi = jdbi;
        this.clock = clock;
    }

    /** Every engine, by name; refuses with 503 where none is known, because no worker has ever started. */
    public Map<String, Engine> known() {
        Map<String, Engine> engines = engines();
        if (engines.isEmpty()) {
            throw Problem.unavailable("no_engine", "No worker has registered an engine yet; try again soon.")
                    .refusalRetryAfter(2);
        }
        return engines;
    }

    /**
     * Every engine, by name. Empty where no worker has ever started, and for as long as a first reading takes more than
     * {@link #PATIENCE}.
     */
    public Map<String, Engine> engines() {
        if (!snapshot.isFresh(clock.nanos()) && mayRead()) {
            try {
                snapshot = new Snapshot(read(), Optional.of(clock.nanos()));
            } catch (JdbiException e) {
                if (snapshot.engines().isEmpty()) {
                    throw e;
                }
            } finally {
                reading.unlock();
            }
        }
        return snapshot.engines();
    }

    /** One reads, the others go by what was read before; where nothing was, they wait for it. */
    private boolean mayRead() {
        if (!snapshot.engines().isEmpty()) {
            return reading.tryLock();
        }
        try {
            return reading.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The engine of {@code <engine>/<native voice>}, if it has that voice; refuses as {@link #known} does. */
    public Optional<Engine> engineOf(String voice) {
        Map<String, Engine> known = known();
        int slash = voice.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(known.get(voice.substring(0, slash)))
                .filter(e -> e.voice(voice.substring(slash + 1)).isPresent());
    }

    private Map<String, Engine> read() {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT name, kind, build, encoder_build, voices, made_takes
                        FROM engine
                        """)
                .map((row, ctx) -> new Engine(
                        row.getString("name"),
                        row.getString("kind"),
                        row.getString("build"),
                        row.getString("encoder_build"),
                        voices(row.getString("voices")),
                        MadeSkills.read(row.getString("made_takes"))))
                .collect(Collectors.toUnmodifiableMap(Engine::name, Function.identity())));
    }

    private static List<Voice> voices(String json) {
        try {
            return Arrays.asList(JSON.readValue(json, Voice[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("engine.voices is no list of voices", e);
        }
    }
}
