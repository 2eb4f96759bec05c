package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether longer texts are spoken to their end: the audio's length against the text's.
 *
 * @param cut whether a text was not that a worker would send
 * @param longestWhole the characters of the longest text that was spoken whole
 * @param said in one sentence
 */
record Lengths(List<Length> lengths, boolean cut, int longestWhole, String said) implements Finding {
    private static final int MIDDLE = 200;
    /** Pauses aside, a voice keeps its pace: audio of less than this share of the short line's pace lacks text. */
    private static final double LEAST_SHARE = 0.6;

    /** @param verdict {@code whole}, {@code cut: …}, or why there is no audio */
    record Length(int characters, long tookMs, long audioMs, String verdict) {
        boolean isWhole() {
            return verdict.equals("whole");
        }
    }

    static Lengths of(Mouth mouth, EngineVoice voice, Allowance allowance) throws InterruptedException {
        int limit = mouth.card().maxSegmentCodePoints();
        int rateHz = mouth.card().sampleRateHz();
        List<String> texts = new ArrayList<>(List.of(Wording.line(voice)));
        if (limit > MIDDLE) {
            texts.add(Wording.text(voice, MIDDLE));
        }
        texts.add(Wording.text(voice, limit));
        texts.add(Wording.text(voice, limit + limit / 2));
        List<Length> lengths = new ArrayList<>();
        Optional<Call> first = Optional.empty();
        for (String text : texts) {
            Call call = mouth.say(Mouth.line(voice, text), allowance);
            lengths.add(length(call, first, rateHz));
            first = first.or(() -> Optional.of(call));
        }
        return of(lengths, limit);
    }

    /** @param lengths in growing order, the last over the limit */
    static Lengths of(List<Length> lengths, int limit) {
        Optional<Length> broken = lengths.subList(0, lengths.size() - 1).stream()
                .filter(l -> !l.isWhole())
                .findFirst();
        String said = broken.map(l ->
                        "a text of " + l.characters() + " characters, which a worker would send, was not spoken whole")
                .orElse("whole up to the worker's limit of " + limit + " characters, "
                        + (lengths.getLast().isWhole() ? "and beyond it" : "not beyond it"));
        return new Lengths(lengths, broken.isPresent(), longest(lengths), said);
    }

    private static Length length(Call call, Optional<Call> first, int rateHz) {
        Duration audio = call.pcm().map(Pcm::duration).orElse(Duration.ZERO);
        String verdict = call.verdict(rateHz);
        if (call.isPlausible(rateHz)) {
            double share = first.map(f -> pace(call) / pace(f)).orElse(1.0);
            verdict = share >= LEAST_SHARE
                    ? "whole"
                    : String.format(Locale.ROOT, "cut: %.0f %% of the length that its text needs", share * 100);
        }
        return new Length(call.characters(), call.took().toMillis(), audio.toMillis(), verdict);
    }

    private static double pace(Call call) {
        return call.pcm().map(pcm -> (double) pcm.duration().toNanos()).orElse(0.0) / call.characters();
    }

    private static int longest(List<Length> lengths) {
        OptionalInt cut = lengths.stream()
                .filter(l -> !l.isWhole())
                .mapToInt(Length::characters)
                .min();
        return lengths.stream()
                .filter(l -> l.isWhole() && (cut.isEmpty() || l.characters() < cut.getAsInt()))
                .mapToInt(Length::characters)
                .max()
                .orElse(0);
    }

    @Override
    public List<String> told() {
        List<String> told = new ArrayList<>(List.of(said));
        lengths.forEach(l -> told.add(String.format(
                Locale.ROOT,
                "%d characters: %.2f s of audio in %s, %s",
                l.characters(),
                l.audioMs() / 1000.0,
                Wording.seconds(Duration.ofMillis(l.tookMs())),
                l.verdict())));
        return told;
    }
}
