package dev.chorale.worker.engine.espeak;

import dev.chorale.common.speech.Part;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Reshaping;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speaks with an installed espeak-ng, one child process a segment.
 *
 * <p>A neutral prosody gives espeak-ng's own samples, byte for byte. Speed is its option {@code -s}, whose 175 words a
 * minute are its own pace: measured, it is honoured from 80 to over 700, and its speech is up to 10 % off. So the text is
 * spoken at its own pace too, which costs milliseconds, and what is missing is stretched. Its {@code -p} reaches from -6
 * to +9 semitones in uneven steps, so pitch is shifted on the samples.
 */
public final class EspeakEngine implements SpeechEngine {
    private static final int SAMPLE_RATE_HZ = 22050;
    private static final int MAX_SEGMENT_CODE_POINTS = 400;
    private static final int OWN_WORDS_A_MINUTE = 175;
    private static final int SLOWEST_WORDS_A_MINUTE = 80;
    /** A difference in tempo that nobody hears: not worth another filter. */
    private static final double UNHEARD_TEMPO = 0.03;

    private static final Duration TIME_FLOOR = Duration.ofSeconds(15);
    private static final Duration TIME_A_CODE_POINT = Duration.ofMillis(50);
    private static final int SECONDS_FLOOR = 10;
    /** A letter that the voice cannot read is spelled by name, which takes up to 2 s at its own pace. */
    private static final int SECONDS_A_CODE_POINT = 3;

    private static final Pattern VERSION = Pattern.compile("(?:text-to-speech|speech):?\\s*([0-9][\\w.-]*)");

    private final String program;
    private final EspeakPhonemes phonemes;
    private final Reshaping reshaping;
    private final EngineCard card;

    private EspeakEngine(String program, Reshaping reshaping, EngineCard card) {
        this.program = program;
        this.phonemes = new EspeakPhonemes(program);
        this.reshaping = reshaping;
        this.card = card;
    }

    /**
     * Finds the program's version and voices; blocks for about a second.
     *
     * @param name the engine's name in voices, usually {@code espeak}
     * @param program the program espeak-ng, by name or path
     * @param ffmpeg the program ffmpeg, by name or path
     * @param maxConcurrency how many child processes may run at once
     * @throws IllegalStateException if it is not installed or has no voices
     */
    public static EspeakEngine open(String name, String program, String ffmpeg, int maxConcurrency)
            throws InterruptedException {
        String build = "espeak-ng " + version(program);
        var voices = new EspeakVoices(program).find();
        if (voices.isEmpty()) {
            throw new IllegalStateException(program + ": no voices (expected espeak-ng with its data)");
        }
        var card =
                new EngineCard(name, "espeak", build, voices, MAX_SEGMENT_CODE_POINTS, SAMPLE_RATE_HZ, maxConcurrency);
        return new EspeakEngine(program, new Reshaping(ffmpeg), card);
    }

    private static String version(String program) throws InterruptedException {
        Limits limits = new Limits(TIME_FLOOR, 1 << 16);
        if (Child.run(List.of(program, "--version"), new byte[0], limits) instanceof Ending.Ended end) {
            Matcher version = VERSION.matcher(new String(end.output(), StandardCharsets.UTF_8));
            if (version.find()) {
                return version.group(1);
            }
        }
        throw new IllegalStateException(program + ": did not tell its version (expected espeak-ng)");
    }

    @Override
    public EngineCard card() {
        return card;
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        if (card.voice(segment.nativeVoice()).isEmpty()) {
            return new Spoken.Refused(EngineFailure.unknownVoice("espeak-ng"));
        }
        long wordsAMinute = Math.max(
                SLOWEST_WORDS_A_MINUTE,
                Math.round(OWN_WORDS_A_MINUTE * segment.prosody().speedPercent() / 100.0));
        Spoken raw = spoken(segment, wordsAMinute);
        return raw instanceof Spoken.Speech(Pcm pcm) ? paced(pcm, segment) : raw;
    }

    private Spoken spoken(Segment segment, long wordsAMinute) throws InterruptedException {
        List<Part> parts = segment.parts();
        Optional<Map<Part.Syllable, String>> sounds = phonemes.ofSyllables(parts);
        if (sounds.isEmpty()) {
            return failed("espeak-ng did not tell how a syllable sounds");
        }
        List<String> command = new ArrayList<>(List.of(program, "-v", segment.nativeVoice()));
        if (EspeakText.isSsml(parts)) {
            command.add("-m");
        }
        if (wordsAMinute != OWN_WORDS_A_MINUTE) {
            command.addAll(List.of("-s", Long.toString(wordsAMinute)));
        }
        command.addAll(List.of("--stdin", "--stdout"));
        byte[] text = EspeakText.of(parts, sounds.get()).getBytes(StandardCharsets.UTF_8);
        return heard(Child.run(command, text, limits(segment)));
    }

    private static Limits limits(Segment segment) {
        int codePoints = segment.text().codePointCount(0, segment.text().length());
        double slowness = Math.max(1, 100.0 / segment.prosody().speedPercent());
        double seconds = (SECONDS_FLOOR + SECONDS_A_CODE_POINT * (double) codePoints) * slowness;
        return new Limits(time(segment), (int) Math.min(Integer.MAX_VALUE / 8, seconds * SAMPLE_RATE_HZ * 2));
    }

    private static Duration time(Segment segment) {
        return TIME_FLOOR.plus(TIME_A_CODE_POINT.multipliedBy(segment.text().length()));
    }

    private static Spoken heard(Ending ending) {
        return switch (ending) {
            case Ending.Ended(int code, byte[] output, String _)
            when code == 0 ->
                Wav.read(output)
                        .filter(wav -> !wav.isTorn())
                        .<Spoken>map(wav -> new Spoken.Speech(wav.pcm()))
                        .orElseGet(() -> failed("espeak-ng wrote something that is not its WAV"));
            case Ending.Ended(int code, byte[] _, String _) -> failed("espeak-ng ended with code " + code);
            case Ending.Overflowed(long max) -> failed("espeak-ng wrote more than " + max + " bytes");
            case Ending.NotStarted _ -> failed("espeak-ng could not be started");
            case Ending.Overran(Duration limit) ->
                Spoken.refused(
                        EngineFailure.ENGINE_TIMEOUT,
                        EngineFailure.Kind.TRANSIENT,
                        "espeak-ng took longer than " + limit);
        };
    }

    private static Spoken failed(String message) {
        return Spoken.refused(EngineFailure.ENGINE_FAILED, EngineFailure.Kind.TRANSIENT, message);
    }

    private Spoken paced(Pcm pcm, Segment segment) throws InterruptedException {
        int speedPercent = segment.prosody().speedPercent();
        if (speedPercent == 100 || pcm.sampleCount() == 0) {
            return reshaping.apply(pcm, 1.0, segment.prosody(), time(segment));
        }
        Spoken own = spoken(segment, OWN_WORDS_A_MINUTE);
        return own instanceof Spoken.Speech(Pcm ownPace)
                ? reshaping.apply(pcm, missingTempo(pcm, ownPace, speedPercent), segment.prosody(), time(segment))
                : own;
    }

    private static double missingTempo(Pcm spoken, Pcm ownPace, int speedPercent) {
        double tempo = spoken.sampleCount() * (speedPercent / 100.0) / Math.max(1, ownPace.sampleCount());
        return Math.abs(tempo - 1) < UNHEARD_TEMPO ? 1.0 : Math.clamp(tempo, 0.5, 2.0);
    }
}
