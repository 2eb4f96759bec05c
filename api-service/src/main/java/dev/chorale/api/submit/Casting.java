package dev.chorale.api.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.Catalogue.Engine;
import dev.chorale.common.db.Remembered;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.time.Monotonic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks for a voice, and with what: bound when a request is accepted, so that a later version, or the end of the
 * voice, changes no job.
 *
 * <p>A made voice is looked up for each request, because a new version counts from the answer on that made it. While the
 * database can't be reached, what was found in the last five minutes counts: cached audio is served meanwhile.
 */
@ApplicationScoped
public class Casting {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> PAIRS = new TypeReference<>() {};

    private final Catalogue catalogue;
    private final Jdbi jdbi;
    private final Remembered<Role, MadeVoice> current;

    private record Role(UUID tenant, UUID voice) {}

    /**
     * @param made the version of a made voice, null for a built-in one
     */
    public record Cast(Engine engine, @Nullable MadeVoice made) {
        /** See {@link dev.chorale.common.speech.Utterance#voiceVersion}. */
        String voiceVersion() {
            return made == null ? engine.build() : made.versionOn(engine.build());
        }

        /** What the voice can do beyond plain text and pauses. */
        Set<Skill> skills(String voice) {
            return made == null ? engine.voiceOf(voice).skills() : engine.made().of(made.settings());
        }
    }

    public Casting(Catalogue catalogue, Jdbi jdbi, Monotonic clock) {
        this.catalogue = catalogue;
        this.jdbi = jdbi;
        this.current = new Remembered<>(Duration.ZERO, clock);
    }

    /**
     * @param voice as callers name it: {@code <engine>/<native voice>} or {@code voice_…}
     * @throws Problem.Refusal 422 {@code unknown_voice}, for another tenant's too; 503 where no engine is known yet
     */
    Cast of(UUID tenant, String voice) {
        Optional<Cast> cast = Ids.read("voice", voice)
                .map(id -> made(new Role(tenant, id)))
                .orElseGet(() -> catalogue.engineOf(voice).map(engine -> new Cast(engine, null)));
        return cast.orElseThrow(
                () -> Problem.of(422, "unknown_voice", "voice: there is no such voice; see GET /v1/audio/voices.")
                        .with("voice", "unknown")
                        .refusal());
    }

    private Optional<Cast> made(Role role) {
        Map<String, Engine> engines = catalogue.known();
        return current.get(role, () -> look(role))
                .flatMap(made -> Optional.ofNullable(engines.get(made.engine())).map(engine -> new Cast(engine, made)));
    }

    private Optional<MadeVoice> look(Role role) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT v.engine, v.language, n.settings
                        FROM voice v
                        JOIN voice_version n ON n.voice_id = v.id AND n.number = v.current
                        WHERE v.id = :voice
                          AND v.tenant_id = :tenant
                          AND v.deleted_at IS NULL
                        """)
                .bind("voice", role.voice())
                .bind("tenant", role.tenant())
                .map((row, ctx) -> new MadeVoice(
                        row.getString("engine"), row.getString("language"), settings(row.getString("settings"))))
                .findOne());
    }

    private static Map<String, String> settings(String json) {
        try {
            return JSON.readValue(json, PAIRS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("voice_version.settings is no object of strings", e);
        }
    }
}
