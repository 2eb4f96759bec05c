package dev.chorale.api.submit;

import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.SpokenText;
import dev.chorale.common.speech.Style;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads in what way a text is to be said, and whether a voice does anything with it. */
final class StyleCheck {
    private StyleCheck() {}

    /** @throws Problem.Refusal 400 where the instructions hold what no text may hold */
    static Style check(SynthesisRequest request, List<FieldError> faults) {
        Emotion emotion = emotion(request.emotion(), faults);
        int strength = strength(request.emotionStrength(), emotion, faults);
        return new Style(emotion, strength, instructions(request.instructions(), faults));
    }

    private static Emotion emotion(@Nullable String name, List<FieldError> faults) {
        if (name == null) {
            return Emotion.NONE;
        }
        Optional<Emotion> emotion = Emotion.byWireName(name);
        if (emotion.isEmpty()) {
            faults.add(new FieldError("emotion", "expected one of " + String.join(", ", Emotion.wireNames())));
        }
        return emotion.orElse(Emotion.NONE);
    }

    private static int strength(@Nullable BigDecimal given, Emotion emotion, List<FieldError> faults) {
        int percent = AskedCheck.steps("emotion_strength", given, "0", "1", "1", 2, faults);
        if (given != null && emotion == Emotion.NONE) {
            faults.add(new FieldError("emotion_strength", "without an emotion (expected both, or none)"));
            return 100;
        }
        return percent;
    }

    private static String instructions(@Nullable String given, List<FieldError> faults) {
        if (given == null) {
            return "";
        }
        if (SpokenText.firstForbidden(given) >= 0) {
            throw Problem.malformed("instructions", "holds a control character or a lone surrogate")
                    .refusal();
        }
        if (given.codePointCount(0, given.length()) > Style.MAX_INSTRUCTIONS) {
            faults.add(new FieldError("instructions", "expected at most " + Style.MAX_INSTRUCTIONS + " code points"));
            return "";
        }
        return SpokenText.normalise(given);
    }

    /** @throws Problem.Refusal 422 {@code not_supported_by_engine} where the voice does nothing with what is asked */
    static void refuseUnlessTaken(Style style, String voice, Set<Skill> taken) {
        if (style.emotion() != Emotion.NONE && !taken.contains(Skill.EMOTION)) {
            throw notTaken("emotion", voice);
        }
        if (!style.instructions().isEmpty() && !taken.contains(Skill.INSTRUCTIONS)) {
            throw notTaken("instructions", voice);
        }
    }

    private static Problem.Refusal notTaken(String field, String voice) {
        return Problem.of(
                        422,
                        "not_supported_by_engine",
                        field + ": the engine of " + voice + " does nothing with it; leave it out, or see takes in GET"
                                + " /v1/audio/voices for one that does.")
                .with(field, "not supported by the engine of " + voice)
                .refusal();
    }
}
