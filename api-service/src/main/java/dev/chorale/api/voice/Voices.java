package dev.chorale.api.voice;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.chorale.api.jobs.Conditions;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.voice.SettingsCheck.Given;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.SpokenText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Makes voices and their versions, and reads them. Each call is a transaction of its own. */
@ApplicationScoped
public class Voices {
    private static final int MOST_ON_ONE_PAGE = 1000;
    private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,100}");
    private static final String NAME_ONCE = "voice_name_once";

    private final Ids ids;
    private final SettingsCheck check;
    private final NamedFiles files;
    private final Repetition repetition;
    private final InstantSource clock;

    public Voices(Ids ids, SettingsCheck check, NamedFiles files, Repetition repetition, InstantSource clock) {
        this.ids = ids;
        this.check = check;
        this.files = files;
        this.repetition = repetition;
        this.clock = clock;
    }

    /** What makes a voice, as it was sent. */
    record Wanted(
            @Nullable String name,
            @Nullable String engine,
            @Nullable String language,
            @Nullable Map<String, @Nullable String> settings,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reference) {}

    /** @param isNew whether it was made just now */
    record Made(VoiceJson voice, boolean isNew) {}

    /**
     * A new voice with its first version; or the one that the same request made before, as it is now.
     *
     * @param key the header {@code Idempotency-Key}, or null
     * @throws Problem.Refusal 422 with the faults, or where the key came with another request; 409 {@code voice_exists}
     *     where the tenant has one of that name
     */
    @Transactional
    public Made make(UUID tenant, Wanted wanted, @Nullable String key) {
        UUID id = ids.next();
        Optional<UUID> before = key == null ? Optional.empty() : repetition.before(tenant, key, wanted, id);
        return before.map(voice -> new Made(json(existing(tenant, voice, LockModeType.NONE)), false))
                .orElseGet(() -> new Made(make(tenant, wanted, id), true));
    }

    private VoiceJson make(UUID tenant, Wanted wanted, UUID id) {
        String kind = check.kindOf(wanted.engine());
        List<FieldError> faults = new ArrayList<>();
        Voice voice = new Voice();
        voice.id = id;
        voice.tenantId = tenant;
        voice.name = nameIn(wanted, faults);
        voice.engine = String.valueOf(wanted.engine());
        check.checkLanguage(kind, wanted.language(), faults);
        voice.language = String.valueOf(wanted.language());
        Map<String, String> settings = settings(tenant, kind, new Given(wanted.settings(), wanted.reference()), faults);
        Problem.refuseIfAny(faults);
        voice.current = 1;
        voice.createdAt = clock.instant();
        persist(voice);
        return json(voice, version(voice, settings));
    }

    private Map<String, String> settings(UUID tenant, String kind, Given given, List<FieldError> faults) {
        Map<String, String> settings = check.check(kind, given, faults);
        files.check(tenant, settings, given, faults);
        return settings;
    }

    /**
     * A new version, which new requests get from now on. The same settings as now make none.
     *
     * @throws Problem.Refusal 404, 410 for the voice; 422 with the faults
     */
    @Transactional
    public Made change(UUID tenant, UUID id, Given given) {
        Voice voice = existing(tenant, id, LockModeType.PESSIMISTIC_WRITE);
        List<FieldError> faults = new ArrayList<>();
        Map<String, String> settings = settings(tenant, check.kindOf(voice.engine), given, faults);
        Problem.refuseIfAny(faults);
        VoiceJson before = json(voice);
        if (before.version().equals(made(voice, settings).version())) {
            return new Made(before, false);
        }
        voice.current++;
        return new Made(json(voice, version(voice, settings)), true);
    }

    /** @throws Problem.Refusal 410 where it was deleted, 404 where the tenant had none of that id */
    @Transactional
    public VoiceJson json(UUID tenant, UUID id) {
        return json(existing(tenant, id, LockModeType.NONE));
    }

    /** One page of the tenant's voices, newest first. */
    @Transactional
    public Page<VoiceJson> list(UUID tenant, ListQuery query) {
        Conditions conditions = new Conditions()
                .always("tenantId = :tenant", "tenant", tenant)
                .always("deletedAt is null")
                .given("id < :cursor", "cursor", query.after());
        List<Voice> rows = Page.rows(Voice.find(conditions.ordered("id desc"), conditions.values()), query);
        Map<UUID, VoiceVersion> current = current(rows);
        return Page.of(rows, query, row -> row.id, row -> json(row, current));
    }

    /**
     * One page of the versions of a voice, the current one first.
     *
     * @throws Problem.Refusal 410 where it was deleted, 404 where the tenant had none of that id
     */
    @Transactional
    public Page<VoiceJson.Version> versions(UUID tenant, UUID id, ListQuery query) {
        existing(tenant, id, LockModeType.NONE);
        Conditions conditions = new Conditions()
                .always("key.voiceId = :voice", "voice", id)
                .given("key.number < :cursor", "cursor", query.after().map(after ->
                        (int) after.getLeastSignificantBits()));
        List<VoiceVersion> rows =
                Page.rows(VoiceVersion.find(conditions.ordered("key.number desc"), conditions.values()), query);
        return Page.of(rows, query, row -> new UUID(0, row.key.number()), VoiceJson.Version::of);
    }

    /** The tenant's voices, newest first; up to {@link #MOST_ON_ONE_PAGE}. */
    @Transactional
    public List<VoiceJson> newest(UUID tenant) {
        List<Voice> rows = Voice.<Voice>find("tenantId = ?1 and deletedAt is null order by id desc", tenant)
                .page(0, MOST_ON_ONE_PAGE)
                .list();
        Map<UUID, VoiceVersion> current = current(rows);
        return rows.stream().map(row -> json(row, current)).toList();
    }

    /**
     * Deletes it; doing so again changes nothing. Jobs that were accepted keep the version that they have.
     *
     * @throws Problem.Refusal 404 where the tenant had none of that id
     */
    @Transactional
    public void delete(UUID tenant, UUID id) {
        int deleted = Voice.update(
                "deletedAt = ?1 where id = ?2 and tenantId = ?3 and deletedAt is null", clock.instant(), id, tenant);
        if (deleted == 0 && Voice.count("id = ?1 and tenantId = ?2", id, tenant) == 0) {
            throw Problem.notFound().refusal();
        }
    }

    private static Voice existing(UUID tenant, UUID id, LockModeType lock) {
        Voice voice = Voice.<Voice>find("id = ?1 and tenantId = ?2", id, tenant)
                .withLock(lock)
                .singleResultOptional()
                .orElseThrow(() -> Problem.notFound().refusal());
        if (voice.deletedAt != null) {
            throw Problem.of(410, "erased", "The voice was deleted; make a new one.")
                    .refusal();
        }
        return voice;
    }

    private VoiceVersion version(Voice voice, Map<String, String> settings) {
        VoiceVersion version = new VoiceVersion();
        version.key = new VoiceVersion.Key(voice.id, voice.current);
        version.settings = settings;
        version.sha256 = made(voice, settings).version();
        version.createdAt = clock.instant();
        version.persist();
        return version;
    }

    private static MadeVoice made(Voice voice, Map<String, String> settings) {
        return new MadeVoice(voice.engine, voice.language, settings);
    }

    private VoiceJson json(Voice voice) {
        return json(voice, current(List.of(voice)));
    }

    private VoiceJson json(Voice voice, Map<UUID, VoiceVersion> current) {
        return json(voice, Objects.requireNonNull(current.get(voice.id), "the current version"));
    }

    private VoiceJson json(Voice voice, VoiceVersion current) {
        return VoiceJson.of(voice, current, check.skills(voice.engine, current.settings));
    }

    private static Map<UUID, VoiceVersion> current(List<Voice> voices) {
        List<VoiceVersion.Key> wanted = voices.stream()
                .map(voice -> new VoiceVersion.Key(voice.id, voice.current))
                .toList();
        return VoiceVersion.<VoiceVersion>find("key in ?1", wanted).stream()
                .collect(Collectors.toMap(version -> version.key.voiceId(), Function.identity()));
    }

    private static String nameIn(Wanted wanted, List<FieldError> faults) {
        String name = wanted.name() == null ? "" : wanted.name().strip();
        if (SpokenText.firstForbidden(name) >= 0) {
            throw Problem.malformed("name", "holds a control character or a lone surrogate")
                    .refusal();
        }
        if (!NAME.matcher(name).matches() || Ids.read("voice", name).isPresent()) {
            faults.add(new FieldError("name", "expected 1..100 characters that are not in the form of an id"));
        }
        return name;
    }

    private static void persist(Voice voice) {
        try {
            voice.persistAndFlush();
        } catch (ConstraintViolationException e) {
            throw NAME_ONCE.equals(e.getConstraintName()) ? taken() : e;
        }
    }

    private static RuntimeException taken() {
        return Problem.of(
                        409, "voice_exists", "You have a voice of this name: add a version to it, or delete it first.")
                .with("name", "taken")
                .refusal();
    }
}
