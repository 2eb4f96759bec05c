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

    /** What became of a text. */
    enum Outcome {
        WHOLE,
        CUT,
        REFUSED,
        /** The time was up. */
        UNTOLD
    }

    /** @param note the figures behind the outcome, if there are any */
    record Length(int characters, long tookMs, long audioMs, Outcome outcome, String note) {
        boolean isWhole() {
            return outcome == Outcome.WHOLE;
        }

        boolean isBroken() {
            return outcome == Outcome.CUT || outcome == Outcome.REFUSED;
        }

        String told() {
            return String.format(
                    Locale.ROOT,
                    "%d characters: %.2f s of audio in %s, %s",
                    characters,
                    audioMs / 1000.0,
                    Wording.seconds(Duration.ofMillis(tookMs)),
                    outcome.name().toLowerCase(Locale.ROOT) + (note.isEmpty() ? "" : ": " + note));
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
        List<Length> within = lengths.subList(0, lengths.size() - 1);
        Optional<Length> broken = within.stream().filter(Length::isBroken).findFirst();
        return new Lengths(
                lengths,
                broken.isPresent(),
                longest(lengths),
                broken.map(l -> "a text of " + l.characters()
                                + " characters, which a worker would send, was not spoken whole")
                        .orElseGet(() -> said(within, lengths.getLast(), limit)));
    }

    private static String said(List<Length> within, Length beyond, int limit) {
        if (within.stream().anyMatch(l -> !l.isWhole())) {
            return "cannot be told up to the worker's limit of " + limit + " characters: the time was up";
        }
        String more = switch (beyond.outcome()) {
            case WHOLE -> "and beyond it";
            case CUT, REFUSED -> "not beyond it";
            case UNTOLD -> "what is beyond it took too long";
        };
        return "whole up to the worker's limit of " + limit + " characters, " + more;
    }

    private static Length length(Call call, Optional<Call> first, int rateHz) {
        Duration audio = call.pcm().map(Pcm::duration).orElse(Duration.ZERO);
        boolean untold =
                call.failure().filter(f -> f.code().equals(Call.TIME_WAS_UP)).isPresent();
        double share = first.map(f -> pace(call) / pace(f)).orElse(1.0);
        boolean plausible = call.isPlausible(rateHz);
        Outcome outcome = plausible && share >= LEAST_SHARE
                ? Outcome.WHOLE
                : call.pcm().isPresent() ? Outcome.CUT : untold ? Outcome.UNTOLD : Outcome.REFUSED;
        String note = !plausible
                ? call.verdict(rateHz)
                : outcome == Outcome.WHOLE ? "" : Math.round(share * 100) + " % of the length that its text needs";
        return new Length(call.characters(), call.took().toMillis(), audio.toMillis(), outcome, note);
    }

    private static double pace(Call call) {
        return call.pcm().map(pcm -> (double) pcm.duration().toNanos()).orElse(0.0) / call.characters();
    }

    private static int longest(List<Length> lengths) {
        OptionalInt broken = lengths.stream()
                .filter(Length::isBroken)
                .mapToInt(Length::characters)
                .min();
        return lengths.stream()
                .filter(l -> l.isWhole() && (broken.isEmpty() || l.characters() < broken.getAsInt()))
                .mapToInt(Length::characters)
                .max()
                .orElse(0);
    }

    @Override
    public List<String> told() {
        List<String> told = new ArrayList<>(List.of(said));
        lengths.forEach(length -> told.add(length.told()));
        return told;
    }
}
