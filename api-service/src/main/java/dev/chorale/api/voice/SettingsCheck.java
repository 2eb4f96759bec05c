package dev.chorale.api.voice;

import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.SpokenText;
import dev.chorale.common.speech.VoiceFileId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a voice of each kind of engine is made of, as far as it can be told without the engine's files: those are the
 * worker's to look at, when it speaks with the voice for the first time.
 */
@ApplicationScoped
public class SettingsCheck {
    /** The settings that name a recording: what {@code reference} stands for. */
    static final Set<String> RECORDINGS = Set.of("ref_audio", "prompt_audio");

    private static final Pattern TAG = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");
    private static final int LONGEST_TAG = 35;
    private static final int LONGEST_TEXT = 1000;
    private static final Rule TEXT = Rule.text(LONGEST_TEXT);
    private static final String MODE = "mode";
    private static final String REFERENCE = "reference";

    private static final Map<String, Rule> GPT_SOVITS = Map.of(
            "gpt_weights", Rule.file(".ckpt"),
            "sovits_weights", Rule.file(".pth"),
            "ref_audio", Rule.file(".wav"),
            "prompt_text", TEXT.optional(),
            "prompt_lang",
                    Rule.oneOf(List.of(
                                    "auto",
                                    "auto_yue",
                                    "en",
                                    "zh",
                                    "all_zh",
                                    "ja",
                                    "all_ja",
                                    "yue",
                                    "all_yue",
                                    "ko",
                                    "all_ko"))
                            .optional());
    private static final Map<String, Rule> EMOTIVOICE = Map.of(
            "speaker", Rule.like("[0-9]{1,6}", "expected the number of a speaker as a text: \"8051\""),
            "emotion", Rule.text(50).optional());
    private static final Map<String, Rule> OPENAI = Map.of(
            "voice", Rule.like("[\\p{Graph}&&[^/]]{1,128}", "expected a name that the server has for a voice"),
            "model",
                    Rule.like("\\p{Graph}{1,128}", "expected a name that the server has for a model")
                            .optional());

    private static final Rule SPEAKER = Rule.text(100);
    private static final Map<String, Map<String, Rule>> COSYVOICE_MODES = Map.of(
            "sft", Map.of("speaker", SPEAKER),
            "zero-shot", Map.of("prompt_audio", Rule.file(""), "prompt_text", TEXT),
            "cross-lingual", Map.of("prompt_audio", Rule.file("")),
            "instruct", Map.of("speaker", SPEAKER, "instruct_text", TEXT),
            "instruct2", Map.of("prompt_audio", Rule.file(""), "instruct_text", TEXT));
    /** Its gRPC server has no call for the one that is missing. */
    private static final Map<String, Map<String, Rule>> COSYVOICE_GRPC_MODES = COSYVOICE_MODES.entrySet().stream()
            .filter(mode -> !mode.getKey().equals("instruct2"))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** The languages that an engine reads, where it does not read all. */
    private static final Map<String, Set<String>> LANGUAGES = Map.of(
            "gpt-sovits", Set.of("en", "zh", "cmn", "yue", "ja", "ko", "und"),
            "emotivoice", Set.of("en", "zh", "cmn", "und"));

    private final Catalogue catalogue;

    /** What a version is made of, as it was sent. @param reference the id of an uploaded recording */
    record Given(
            @Nullable Map<String, @Nullable String> settings,
            @Nullable String reference) {
        /** Where the caller wrote the value of a setting. */
        String fieldOf(String setting, String value) {
            boolean written = settings != null && settings.get(setting) != null;
            return value.equals(reference) && !written ? REFERENCE : "settings." + setting;
        }
    }

    public SettingsCheck(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * The kind of the engine of that name.
     *
     * @throws Problem.Refusal 422 where there is none, or where it speaks with its own voices alone; 503 where no engine
     *     is known yet
     */
    String kindOf(@Nullable String engine) {
        if (engine == null) {
            throw Problem.invalid("engine", "missing (expected an engine's name: see GET /v1/models)")
                    .refusal();
        }
        Catalogue.Engine known = catalogue.known().get(engine);
        if (known == null) {
            throw Problem.of(422, "unknown_engine", "engine: there is no such engine; see GET /v1/models.")
                    .with("engine", "unknown")
                    .refusal();
        }
        if (known.kind().equals("espeak")) {
            throw Problem.invalid("engine", "this one speaks with its own voices alone: see GET /v1/audio/voices")
                    .refusal();
        }
        return known.kind();
    }

    /** Adds a fault where the engine reads no such language. @param language null where it is missing */
    void checkLanguage(String kind, @Nullable String language, List<FieldError> faults) {
        if (language == null
                || language.length() > LONGEST_TAG
                || !TAG.matcher(language).matches()) {
            faults.add(new FieldError("language", "expected a BCP 47 tag: en-US, zh, or und for whatever comes"));
            return;
        }
        Set<String> read = LANGUAGES.getOrDefault(kind, Set.of());
        String primary = language.toLowerCase(Locale.ROOT).replaceFirst("-.*", "");
        if (!read.isEmpty() && !read.contains(primary)) {
            faults.add(new FieldError("language", "this engine reads " + String.join(", ", new TreeSet<>(read))));
        }
    }

    /** What a voice of these settings can do beyond plain text; nothing while its engine is unknown. */
    Set<Skill> skills(String engine, Map<String, String> settings) {
        Catalogue.Engine known = catalogue.engines().get(engine);
        return known == null ? Set.of() : known.made().of(settings);
    }

    /**
     * The settings in the one form that is kept: ends trimmed, what is empty left out. Adds each fault.
     *
     * @throws Problem.Refusal 400 where a value holds a control character or a lone surrogate
     */
    Map<String, String> check(String kind, Given given, List<FieldError> faults) {
        Map<String, String> settings = tidy(given.settings() == null ? Map.of() : given.settings());
        Map<String, Rule> rules = rulesOf(kind, settings, faults);
        if (given.reference() != null) {
            refer(given.reference(), settings, rules.keySet(), faults);
        }
        settings.keySet().stream()
                .filter(name -> !rules.containsKey(name))
                .forEach(name -> faults.add(new FieldError("settings." + name, "unknown here" + expected(rules))));
        new TreeMap<>(rules)
                .forEach((name, rule) -> rule.fault(Optional.ofNullable(settings.get(name)))
                        .ifPresent(fault -> faults.add(new FieldError("settings." + name, fault))));
        return settings;
    }

    /** Fills the setting that names the recording. */
    private static void refer(
            String reference, Map<String, String> settings, Set<String> known, List<FieldError> faults) {
        Optional<String> setting = known.stream().filter(RECORDINGS::contains).findFirst();
        if (setting.isEmpty()) {
            faults.add(new FieldError(REFERENCE, "expected none: this voice is not made of a recording"));
        } else if (VoiceFileId.read(reference).isEmpty()) {
            faults.add(new FieldError(
                    REFERENCE, "expected the id of an uploaded file: file_ and 64 hexadecimal digits in lower case"));
        } else if (!reference.equals(settings.getOrDefault(setting.get(), reference))) {
            faults.add(new FieldError(REFERENCE, "another one than settings." + setting.get()));
        } else {
            settings.put(setting.get(), reference);
        }
    }

    private static Map<String, Rule> rulesOf(String kind, Map<String, String> settings, List<FieldError> faults) {
        return switch (kind) {
            case "gpt-sovits" -> GPT_SOVITS;
            case "cosyvoice" -> ofMode(settings, COSYVOICE_MODES);
            case "cosyvoice-grpc" -> ofMode(settings, COSYVOICE_GRPC_MODES);
            case "emotivoice" -> EMOTIVOICE;
            case "openai" -> OPENAI;
            default -> {
                faults.add(new FieldError("engine", "no voices can be made for engines of kind " + kind));
                yield Map.of();
            }
        };
    }

    /** The mode decides what else there must be; spelled with a dash, or as the server's routes are. */
    private static Map<String, Rule> ofMode(Map<String, String> settings, Map<String, Map<String, Rule>> modes) {
        settings.computeIfPresent(MODE, (_, mode) -> mode.replace('_', '-'));
        Map<String, Rule> rules = new TreeMap<>(modes.getOrDefault(settings.getOrDefault(MODE, ""), Map.of()));
        rules.put(MODE, Rule.oneOf(modes.keySet().stream().sorted().toList()));
        return rules;
    }

    private static Map<String, String> tidy(Map<String, @Nullable String> given) {
        Map<String, String> settings = new TreeMap<>();
        given.forEach((name, value) -> {
            if (value != null && SpokenText.firstForbidden(value) >= 0) {
                throw Problem.malformed("settings." + name, "holds a control character or a lone surrogate")
                        .refusal();
            }
            if (value != null && !value.isBlank()) {
                settings.put(name, value.strip());
            }
        });
        return settings;
    }

    private static String expected(Map<String, Rule> rules) {
        return " (expected " + String.join(", ", new ArrayList<>(new TreeMap<>(rules).keySet())) + ")";
    }
}
