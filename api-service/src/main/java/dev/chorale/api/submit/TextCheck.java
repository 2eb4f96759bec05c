package dev.chorale.api.submit;

import dev.chorale.api.problem.Problem;
import dev.chorale.api.wording.MarkupCheck;
import dev.chorale.api.wording.Wordings;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Markup.Placed;
import dev.chorale.common.speech.Markup.Warning;
import dev.chorale.common.speech.Part;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.SpokenText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the text of a request once: its limits, its markup, the tenant's words, whether a voice can say it. */
@ApplicationScoped
public class TextCheck {
    private static final int MAX_MARKS_ON_A_CHARACTER = 64;

    private final Wordings wordings;

    public TextCheck(Wordings wordings) {
        this.wordings = wordings;
    }

    /**
     * A text that can be spoken.
     *
     * @param asked as it was sent, but normalised and with each markup in its one spelling
     * @param spoken what a worker gets: the same as the lexicon says it
     * @param parts as it was sent
     * @param warnings what may be meant otherwise
     */
    record Text(String asked, String spoken, List<Placed> parts, List<Warning> warnings) {}

    /** @throws Problem.Refusal 400 or 422, with the place of the mistake where it has one and never with the text */
    Text check(@Nullable String input, UUID tenant) {
        List<Placed> placed = parts(input);
        wordings.forbidden(tenant).place(placed).ifPresent(TextCheck::refuseForbidden);
        String asked = written(placed);
        return new Text(asked, said(asked, tenant), placed, Markup.nearMarkup(placed));
    }

    /** {@link Text#asked} of a text that may be refused by now. @throws Problem.Refusal where it never was accepted */
    static String asked(@Nullable String input) {
        return written(parts(input));
    }

    private static List<Placed> parts(@Nullable String input) {
        List<Placed> placed = MarkupCheck.parts("input", bounded(input));
        refuseUnspeakable(Markup.letters(placed.stream().map(Placed::part).toList()));
        return placed;
    }

    private static String written(List<Placed> placed) {
        return SpokenText.normalise(
                Markup.write(placed.stream().map(Placed::part).toList()));
    }

    private String said(String asked, UUID tenant) {
        Optional<List<Part>> said = wordings.lexicon(tenant).apply(Markup.read(asked), SpokenText.MAX_CODE_POINTS);
        said.ifPresent(TextCheck::refuseLongPauses);
        return said.map(parts -> SpokenText.normalise(Markup.write(parts)))
                .filter(text -> text.equals(asked) || SpokenText.expandedLength(text) <= SpokenText.MAX_CODE_POINTS)
                .orElseThrow(() -> Problem.of(
                                422,
                                "text_too_long",
                                "input: over 200000 code points as the lexicon says it; send it in parts.")
                        .with("input", "too long as the lexicon says it (expected at most 200000 code points)")
                        .refusal());
    }

    /** No audio is longer, whatever stands between. */
    private static void refuseLongPauses(List<Part> parts) {
        Duration silence = parts.stream()
                .map(part -> part instanceof Part.Pause(Duration length) ? length : Duration.ZERO)
                .reduce(Duration.ZERO, Duration::plus);
        if (silence.compareTo(AudioFormat.LONGEST) > 0) {
            throw Problem.of(422, "text_too_long", "input: pauses of over 12 hours in all; send it in parts.")
                    .with("input", "pauses too long in all (expected at most 12 hours, the longest audio)")
                    .refusal();
        }
    }

    /** The word is not told: the answer may be kept where the text may not. */
    private static void refuseForbidden(int at) {
        throw Problem.of(422, "forbidden_words", "input: holds a forbidden word at character " + at + ".")
                .with("input", "a forbidden word at character " + at)
                .refusal();
    }

    private static String bounded(@Nullable String input) {
        if (input == null) {
            throw Problem.invalid("input", "missing (expected the text to speak)")
                    .refusal();
        }
        if (SpokenText.firstForbidden(input) >= 0) {
            throw Problem.malformed("input", "holds a control character or a lone surrogate")
                    .refusal();
        }
        if (SpokenText.expandedLength(input) > SpokenText.MAX_CODE_POINTS) {
            throw Problem.of(
                            422,
                            "text_too_long",
                            "input: at most 200000 code points, long rows of digits and powers of ten counting more; send it in parts.")
                    .with(
                            "input",
                            "too long (expected at most 200000 code points, long rows of digits and powers of ten counting more)")
                    .refusal();
        }
        return input;
    }

    /** Before anything is normalised, which would take as long as a run of marks is long, squared. */
    private static void refuseUnspeakable(String letters) {
        if (!SpokenText.isSpeakable(letters)) {
            throw Problem.of(422, "nothing_to_speak", "input: holds no letter and no number.")
                    .with("input", "nothing to speak")
                    .refusal();
        }
        if (SpokenText.longestMarkRun(letters) > MAX_MARKS_ON_A_CHARACTER) {
            throw Problem.invalid("input", "more than 64 combining marks on one character")
                    .refusal();
        }
    }

    /** @throws Problem.Refusal 422 {@code markup_not_supported} where the voice can't say a kind of markup */
    static void refuseUnlessTaken(Text text, String voice, Set<Skill> taken) {
        for (Placed placed : text.parts()) {
            placed.part().needs().filter(skill -> !taken.contains(skill)).ifPresent(skill -> {
                throw notTaken(skill, " at character " + placed.at(), voice, taken);
            });
        }
        if (text.spoken().equals(text.asked())) {
            return;
        }
        Set<Skill> ofLexicon = Markup.needs(Markup.read(text.spoken()));
        ofLexicon.stream().filter(skill -> !taken.contains(skill)).findFirst().ifPresent(skill -> {
            throw notTaken(skill, " of the lexicon", voice, taken);
        });
    }

    private static Problem.Refusal notTaken(Skill skill, String place, String voice, Set<Skill> taken) {
        String takes = Stream.concat(
                        taken.stream()
                                .filter(s -> s != Skill.EMOTION && s != Skill.INSTRUCTIONS)
                                .map(Skill::wireName)
                                .sorted(),
                        Stream.of("pauses"))
                .collect(Collectors.joining(", "));
        String message =
                skill.wireName() + " markup" + place + " is nothing that " + voice + " can say; it takes " + takes;
        return Problem.of(422, "markup_not_supported", "input: " + message + ".")
                .with("input", message)
                .refusal();
    }
}
