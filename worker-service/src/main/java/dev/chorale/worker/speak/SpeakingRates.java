package dev.chorale.worker.speak;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.speak.AudioCheck.Fault;
import dev.chorale.worker.speak.AudioCheck.Verdict;
import dev.chorale.worker.speak.AudioCheck.Verdict.Plausible;
import dev.chorale.worker.speak.ExpectedLength.Letters;
import java.lang.Character.UnicodeScript;
import java.time.Duration;

/**
 * How fast each voice speaks, learned from what it spoke: an engine that is out of memory may end half-way and call it
 * whole, and only the voice itself tells how long the whole would be.
 *
 * <p>A rate is the time in which a voice sounds, at its own speed, over the usual time of the letters; it is held against
 * the lowest eighth of what was heard, see {@link Rates}, for texts of many pauses or spelled words are slow and none is much
 * quicker than the others. Measured with espeak-ng on 1,500 sentences each of six languages: whole ones stay above 0.73 of
 * their median, the lowest eighth is 0.85 to 0.93 of it, and 96 of 100 halves are refused. What is known of a voice's style
 * too little is held against the voice without one, and what is known of neither against all voices of the engine: see
 * {@link Measure}. Kept are the 10,000 that were heard last. May be used by several threads at once.
 */
final class SpeakingRates {
    private static final double SHORTEST_SECONDS = 1.5;
    /** Of the slowest text that was heard lately, and so much longer: dramatic readings are slow too. */
    private static final double MOST_SHARE = 3;

    private static final double MOST_MORE_SECONDS = 5;
    /** 10,000 voices, or fewer with long instructions. */
    private static final int MOST_WEIGHT = 1_000_000;

    private static final int WEIGHT = 100;
    /** So long nothing else came, and it is believed: the voice has changed. */
    private static final Duration BELIEVED_AFTER = Duration.ofMinutes(10);

    private final Cache<Manner, Rates> known;
    private final Ticker clock;

    /** What has a rate of its own. */
    private record Manner(String engine, String build, String voice, Style style, UnicodeScript script) {
        Manner plain() {
            return new Manner(engine, build, voice, Style.NONE, script);
        }

        /** No voice is named so. */
        Manner ofAnyVoice() {
            return new Manner(engine, build, "", Style.NONE, script);
        }
    }

    /**
     * What audio is held against: the less it says of this very voice in this style, the less is refused by it. Twice as
     * short, it is more likely the voice than the engine, which at first is taken for granted where the measure is borrowed:
     * only what can't be the whole is refused then.
     */
    private enum Measure {
        OWN(0.75, 0.65, Fault.TOO_QUICK, "this voice takes"),
        /** Instructions may be to speak faster. */
        PLAIN(0.45, 0.45, Fault.QUICKER_THAN_OTHERS, "this voice takes by itself"),
        /** Some people speak twice as fast as others. */
        ANY_VOICE(0.35, 0.35, Fault.QUICKER_THAN_OTHERS, "the engine's voices take");

        private final double least;
        private final double leastAgain;
        private final Fault fault;
        private final String who;

        Measure(double least, double leastAgain, Fault fault, String who) {
            this.least = least;
            this.leastAgain = leastAgain;
            this.fault = fault;
            this.who = who;
        }

        Manner of(Manner manner) {
            return switch (this) {
                case OWN -> manner;
                case PLAIN -> manner.plain();
                case ANY_VOICE -> manner.ofAnyVoice();
            };
        }

        double least(boolean again) {
            return again ? leastAgain : least;
        }
    }

    SpeakingRates(Ticker clock) {
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumWeight(MOST_WEIGHT)
                .weigher((Manner manner, Rates _) ->
                        WEIGHT + manner.style.instructions().length())
                .build();
    }

    /**
     * Judges audio that is plausible otherwise, and learns from it.
     *
     * @param again whether another take was {@link AudioCheck.Fault#TOO_QUICK too quick} before
     */
    Verdict judge(Segment segment, EngineCard engine, Plausible audio, boolean again) {
        Letters letters = ExpectedLength.letters(segment.words());
        if (letters.seconds() < SHORTEST_SECONDS) {
            return audio;
        }
        var manner = new Manner(engine.name(), engine.build(), segment.voiceKey(), segment.style(), letters.script());
        double seconds = audio.loudSeconds();
        double rate = seconds * segment.prosody().speedPercent() / 100 / letters.seconds();
        Rates own = rates(manner);
        Measure measure = measure(manner, own);
        double usual = rates(measure.of(manner)).usual();
        boolean quick = rate < usual * measure.least(again);
        boolean slow = letters.alone() && isBabble(seconds, rate, own.highest());
        if ((quick || slow) && !own.isRefuted(clock.read(), BELIEVED_AFTER)) {
            return AudioCheck.fault(
                    slow ? Fault.TOO_LONG : measure.fault,
                    "%.2f s of sound (%s about %.2f for it)",
                    seconds,
                    measure.who,
                    seconds * usual / rate);
        }
        own.accepted();
        if (letters.alone()) {
            learn(manner, rate);
        }
        return audio;
    }

    /** What engines that predict sound by sound give when they don't find the end: the words over and over, up to their limit. */
    private static boolean isBabble(double seconds, double rate, double highest) {
        return rate > MOST_SHARE * highest && seconds * (1 - highest / rate) > MOST_MORE_SECONDS;
    }

    private Measure measure(Manner manner, Rates own) {
        boolean byItself = own.isEnough() || own.isAlone();
        return byItself ? Measure.OWN : rates(manner.plain()).isEnough() ? Measure.PLAIN : Measure.ANY_VOICE;
    }

    private void learn(Manner manner, double rate) {
        rates(manner).add(rate);
        if (manner.style.equals(Style.NONE)) {
            rates(manner.ofAnyVoice()).add(rate);
        }
    }

    private Rates rates(Manner manner) {
        return known.get(manner, _ -> new Rates());
    }
}
