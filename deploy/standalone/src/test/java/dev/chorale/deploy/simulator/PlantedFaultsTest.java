package dev.chorale.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.EngineEntry;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.speak.AudioCheck;
import dev.chorale.worker.speak.Encoder;
import dev.chorale.worker.speak.SegmentShelf;
import dev.chorale.worker.speak.Speaker;
import dev.chorale.worker.speak.Take;
import dev.chorale.worker.speak.Tries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an engine does to a text must not reach a caller as the text's audio. Of half a sentence that is called whole only
 * a voice that is known tells, and only of twenty letters or more: the texts here have them.
 */
class PlantedFaultsTest {
    private static final int FAULTS = 1000;
    private static final int GOOD = 500;
    /** Each word in a text makes the simulator do it to that text, however often it is asked. */
    private static final Map<String, Mishap> PLANTED = Map.of(
            "errand", Mishap.ERROR,
            "bustle", Mishap.BUSY,
            "restive", Mishap.RESET,
            "silent", Mishap.SILENCE,
            "trunk", Mishap.TRUNCATION,
            "halve", Mishap.HALF,
            "linger", Mishap.HANG);

    private static final String[] WORDS =
            "the of and to in a day house water people long little way every number night word river".split(" ");

    private final Random random = new Random(20261121);

    @TempDir
    Path folder;

    @Test
    @Timeout(180)
    void a_thousand_faults_are_caught_and_good_audio_passes() throws Exception {
        try (Simulator simulator = Simulator.start(new Simulator.Options(0, 1, 1, List.of("a")))) {
            simulator.behave(new Behaviour(0, 0, Map.of(), PLANTED, 0, 700, false));
            String url = "http://127.0.0.1:" + simulator.port();
            Tries tries = new Tries(new AudioCheck(), _ -> {}, _ -> {}, new Random(1));
            Speaker speaker = new Speaker(Encoder.open("ffmpeg", folder), tries, 4);

            List<String> texts = good();
            List<Optional<byte[]>> spoken = results(speaker, engine(url, Map.of()), texts);
            assertThat(spoken.stream().filter(Optional::isEmpty)).as("refused").hasSizeLessThanOrEqualTo(GOOD / 200);
            for (int i = 0; i < GOOD; i++) {
                byte[] expected = SimulatedVoice.pcm(Sound.of("sim", texts.get(i), "a"));
                spoken.get(i)
                        .ifPresent(heard ->
                                assertThat(Arrays.equals(heard, expected)).isTrue());
            }
            SpeechEngine impatient = engine(url, Map.of("stall", "PT0.3S", "first-byte", "PT0.3S"));
            assertThat(results(speaker, impatient, faulty()).stream().filter(Optional::isPresent))
                    .as("passed as good")
                    .hasSizeLessThanOrEqualTo(FAULTS / 200);
        }
    }

    private static SpeechEngine engine(String url, Map<String, String> options) throws InterruptedException {
        EngineEntry entry = new EngineEntry("sim", "openai", List.of(url), Optional.of("sim"), Optional.of(8), options);
        EngineTime time = new EngineTime(InstantSource.system(), Monotonic.system(), Pause.system());
        return entry.open(time, (address, calls) -> Limiter.fixed(calls));
    }

    private List<String> faulty() {
        List<String> kinds = PLANTED.keySet().stream().sorted().toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < FAULTS; i++) {
            texts.add(sentence(kinds.get(random.nextInt(kinds.size())), i));
        }
        return texts;
    }

    private List<String> good() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            texts.add(sentence("plain", i));
        }
        return texts;
    }

    private String sentence(String begun, int number) {
        StringBuilder text = new StringBuilder(begun + " " + inLetters(number));
        int words = 5 + random.nextInt(16);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.append('.').toString();
    }

    /** A voice is not learned from texts with digits, which take longer to say than to write. */
    private static String inLetters(int number) {
        return String.valueOf(number)
                .codePoints()
                .collect(
                        StringBuilder::new,
                        (name, digit) -> name.append((char) (digit - '0' + 'a')),
                        StringBuilder::append)
                .toString();
    }

    /** The samples of each text, or nothing where a run would have failed. */
    private List<Optional<byte[]>> results(Speaker speaker, SpeechEngine engine, List<String> texts) throws Exception {
        try (ExecutorService hands = Executors.newFixedThreadPool(4)) {
            List<Future<Optional<byte[]>>> all = texts.stream()
                    .map(text -> hands.submit(() -> result(speaker, engine, text)))
                    .toList();
            List<Optional<byte[]>> results = new ArrayList<>();
            for (Future<Optional<byte[]>> one : all) {
                results.add(one.get());
            }
            return results;
        }
    }

    private static Optional<byte[]> result(Speaker speaker, SpeechEngine engine, String text) throws Exception {
        int rateHz = SimulatedVoice.SAMPLE_RATE_HZ;
        Utterance utterance = new Utterance(text, "sim/a", Prosody.NEUTRAL, 1, AudioFormat.PCM, rateHz, "");
        if (!(speaker.speak(utterance, "planted", engine, SegmentShelf.NONE, _ -> {}) instanceof Take.Done done)) {
            return Optional.empty();
        }
        byte[] heard = Files.readAllBytes(done.recording().file());
        Files.delete(done.recording().file());
        return Optional.of(heard);
    }
}
