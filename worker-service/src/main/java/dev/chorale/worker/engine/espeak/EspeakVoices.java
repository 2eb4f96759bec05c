package dev.chorale.worker.engine.espeak;

import dev.chorale.common.speech.Skill;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The voices of an installed espeak-ng. It lists some that it then refuses to speak with, so each is tried once; 130
 * voices take about a second.
 */
final class EspeakVoices {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 1 << 20);

    private final String program;

    EspeakVoices(String program) {
        this.program = program;
    }

    List<EngineVoice> find() throws InterruptedException {
        List<EngineVoice> usable = usable();
        boolean pinyin = usable.stream().anyMatch(v -> v.nativeName().equals(EspeakPhonemes.PINYIN_VOICE));
        return usable.stream().map(voice -> skilled(voice, pinyin)).toList();
    }

    /** Phonemes are those of one language; what Mandarin ones are, only the voice for pinyin can tell. */
    private static EngineVoice skilled(EngineVoice voice, boolean pinyin) {
        Set<Skill> skills = EnumSet.of(Skill.EMPHASIS);
        if (voice.language().matches("en(-.*)?")) {
            skills.add(Skill.ARPABET);
        } else if (pinyin && voice.language().matches("cmn(-.*)?")) {
            skills.add(Skill.PINYIN);
        }
        return voice.with(skills);
    }

    private List<EngineVoice> usable() throws InterruptedException {
        List<EngineVoice> usable = new ArrayList<>();
        try (ExecutorService hands =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Map<EngineVoice, Future<Boolean>> trials = new LinkedHashMap<>();
            listed().forEach(voice -> trials.put(voice, hands.submit(() -> speaks(voice))));
            for (Map.Entry<EngineVoice, Future<Boolean>> trial : trials.entrySet()) {
                if (trial.getValue().get()) {
                    usable.add(trial.getKey());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a voice could not be tried", e.getCause());
        }
        return usable;
    }

    private List<EngineVoice> listed() throws InterruptedException {
        Map<String, EngineVoice> byName = new LinkedHashMap<>();
        if (Child.run(List.of(program, "--voices"), new byte[0], LIMITS) instanceof Ending.Ended list) {
            new String(list.output(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length >= 5)
                    .forEach(columns -> byName.putIfAbsent(columns[1], voice(columns[1], columns[3])));
        }
        return List.copyOf(byName.values());
    }

    /** Native names are language codes in lower case; listed names have underscores for spaces. */
    private static EngineVoice voice(String nativeName, String listedName) {
        String language = Locale.forLanguageTag(nativeName).toLanguageTag();
        return new EngineVoice(
                nativeName, language, listedName.replace('_', ' ').strip());
    }

    private boolean speaks(EngineVoice voice) throws InterruptedException {
        List<String> command = List.of(program, "-v", voice.nativeName(), "-q", "--stdin");
        return Child.run(command, new byte[0], LIMITS) instanceof Ending.Ended end && end.exitCode() == 0;
    }
}
