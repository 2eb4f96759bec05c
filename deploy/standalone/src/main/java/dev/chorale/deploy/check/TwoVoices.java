package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether two voices that speak at once keep their own audio. Each is heard alone twice, which tells whether the server
 * repeats itself byte for byte and how much it varies if not; then both at once, some times.
 *
 * @param kept absent where that cannot be told
 * @param voices the two
 * @param said in one sentence
 */
record TwoVoices(@Nullable Boolean kept, List<String> voices, String said) implements Finding {
    private static final int TIMES = 3;
    /** So much further apart than one voice from itself must two voices be, to be told apart by their sound. */
    private static final double LEAST_APART = 2;

    private static final double NOISE_DECIBELS = 0.5;

    /** What one audio is, next to those that were spoken alone. */
    enum Likeness {
        SAME_BYTES,
        OWN_VOICE,
        OTHER_VOICE,
        /** It is not what the voice says alone, and by its sound nobody can tell whose it is. */
        ANOTHER,
        UNKNOWN
    }

    /** A voice alone, twice. */
    record Alone(Pcm once, Pcm again) {
        boolean repeats() {
            return Arrays.equals(once.bytes(), again.bytes());
        }

        double variety() {
            return distance(once, again) + NOISE_DECIBELS;
        }
    }

    /** @param processes that share the calls: each line goes to all of them, so that both are in one at once */
    static TwoVoices of(Mouth mouth, List<EngineVoice> voices, int processes, Allowance allowance)
            throws InterruptedException {
        if (mouth.isOneAtATime()) {
            return new TwoVoices(null, List.of(), Wording.ONE_AT_A_TIME);
        }
        if (voices.size() < 2) {
            return new TwoVoices(null, List.of(), "not tried: there is one voice");
        }
        List<Segment> lines = voices.subList(0, 2).stream()
                .map(voice -> Mouth.line(voice, Wording.line(voice)))
                .toList();
        List<String> names = lines.stream().map(Segment::nativeVoice).toList();
        List<Alone> alone = new ArrayList<>();
        for (Segment line : lines) {
            alone(mouth, line, allowance).ifPresent(alone::add);
        }
        List<Segment> everywhere = lines.stream()
                .flatMap(line -> Collections.nCopies(processes, line).stream())
                .toList();
        List<Likeness> found = new ArrayList<>();
        for (int i = 0; alone.size() == 2 && i < TIMES; i++) {
            found.addAll(likenesses(mouth.sayAtOnce(everywhere, allowance), alone));
        }
        return judged(names, found);
    }

    private static Optional<Alone> alone(Mouth mouth, Segment line, Allowance allowance) throws InterruptedException {
        Optional<Pcm> once = mouth.say(line, allowance).pcm();
        Optional<Pcm> again = mouth.say(line, allowance).pcm();
        return once.flatMap(first -> again.map(second -> new Alone(first, second)));
    }

    private static Stream<Likeness> of(Call call, Alone own, Alone other) {
        return call.pcm().map(pcm -> likeness(pcm, own, other)).stream();
    }

    private static List<Likeness> likenesses(List<Call> calls, List<Alone> alone) {
        return Stream.concat(
                        of(calls.getFirst(), alone.getFirst(), alone.getLast()),
                        of(calls.getLast(), alone.getLast(), alone.getFirst()))
                .toList();
    }

    static Likeness likeness(Pcm pcm, Alone own, Alone other) {
        if (Arrays.equals(pcm.bytes(), own.once().bytes())
                || Arrays.equals(pcm.bytes(), own.again().bytes())) {
            return Likeness.SAME_BYTES;
        }
        boolean apart = distance(own.once(), other.once()) > LEAST_APART * Math.max(own.variety(), other.variety());
        if (!apart) {
            return own.repeats() ? Likeness.ANOTHER : Likeness.UNKNOWN;
        }
        return isCloser(pcm, own.once(), other.once(), 0, 0.5) && isCloser(pcm, own.once(), other.once(), 0.5, 1)
                ? Likeness.OWN_VOICE
                : Likeness.OTHER_VOICE;
    }

    /** By halves, because a voice may change in the midst. */
    private static boolean isCloser(Pcm pcm, Pcm own, Pcm other, double from, double to) {
        Spectrum heard = Spectrum.of(pcm, from, to);
        return heard.distance(Spectrum.of(own, from, to)) <= heard.distance(Spectrum.of(other, from, to));
    }

    private static double distance(Pcm one, Pcm other) {
        return Spectrum.of(one, 0, 1).distance(Spectrum.of(other, 0, 1));
    }

    static TwoVoices judged(List<String> voices, List<Likeness> found) {
        String both = String.join(" and ", voices);
        if (found.contains(Likeness.OTHER_VOICE)) {
            return new TwoVoices(false, voices, "no: " + both + " took each other's sound when they spoke at once");
        }
        if (found.contains(Likeness.ANOTHER)) {
            return new TwoVoices(false, voices, "no: what " + both + " say at once is not what they say alone");
        }
        if (found.isEmpty() || found.contains(Likeness.UNKNOWN)) {
            return new TwoVoices(
                    null,
                    voices,
                    "cannot be told: "
                            + (found.isEmpty()
                                    ? "too little was spoken"
                                    : both + " sound too much alike, and different each time"));
        }
        boolean same = found.stream().allMatch(Likeness.SAME_BYTES::equals);
        return new TwoVoices(
                true, voices, "yes: " + both + " keep their own " + (same ? "audio, byte for byte" : "sound"));
    }

    @Override
    public List<String> told() {
        return List.of(said);
    }
}
