package dev.chorale.worker.engine.emotivoice;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Skill;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.OwnVoices;
import dev.chorale.worker.engine.Scripts;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Voices that the operator names or a tenant made, as far as they can be checked without the server. */
final class Voices {
    /** Of other scripts the engine drops letters, and fails of some. */
    static final Scripts READ =
            Scripts.of(UnicodeScript.HAN, UnicodeScript.LATIN).withPlainHan();

    private static final int LONGEST_EMOTION = 50;
    private static final Set<String> LANGUAGES = Set.of("und", "zh", "en");

    /** Not phonemes: the server makes them of every text itself. */
    static final Set<Skill> SKILLS = Set.of(Skill.EMOTION, Skill.INSTRUCTIONS);

    private static final int MOST_MADE = 1000;

    private Voices() {}

    /** @throws IllegalArgumentException if a voice cannot be spoken with; it names the option */
    static OwnVoices<Voice> read(Options options) {
        Optional<Set<String>> speakers = speakers(options);
        List<Voice> voices = new ArrayList<>();
        options.voices()
                .forEach((name, given) -> voices.add(
                        voice(name, given, given.text(Options.LANGUAGE).orElse("und"), speakers)));
        return new OwnVoices<>(voices, made -> made(made, speakers), MOST_MADE);
    }

    private static Voice made(MadeVoice made, Optional<Set<String>> speakers) {
        String language =
                made.language().toLowerCase(Locale.ROOT).replaceFirst("-.*", "").replace("cmn", "zh");
        return voice(made.version(), Options.of(made, EmotiVoiceSettings.OF_VOICE), language, speakers);
    }

    /** The server's own list, one a line. */
    private static Optional<Set<String>> speakers(Options options) {
        @Nullable String file = options.text("speakers-file").orElse(null);
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllLines(Path.of(file)).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toSet()));
        } catch (IOException | InvalidPathException e) {
            throw options.refusal("speakers-file", "a text that this worker can read");
        }
    }

    private static Voice voice(String name, Options options, String language, Optional<Set<String>> speakers) {
        String speaker = options.required("speaker", "the number of a speaker: 8051");
        if (!speaker.matches("[0-9]{1,6}")) {
            throw options.refusal("speaker", "the number of a speaker: 8051");
        }
        if (speakers.isPresent() && !speakers.get().contains(speaker)) {
            throw options.refusal("speaker", "one of the " + speakers.get().size() + " in speakers-file");
        }
        String emotion = options.text("emotion").orElse("");
        if (emotion.length() > LONGEST_EMOTION || !READ.cover(emotion)) {
            throw options.refusal("emotion", "up to " + LONGEST_EMOTION + " characters of Chinese or English");
        }
        if (!LANGUAGES.contains(language)) {
            throw options.refusal(Options.LANGUAGE, "zh, en or und");
        }
        return new Voice(new EngineVoice(name, language, name, SKILLS), speaker, emotion);
    }
}
