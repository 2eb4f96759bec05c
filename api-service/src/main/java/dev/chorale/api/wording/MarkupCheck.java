package dev.chorale.api.wording;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Markup.Placed;
import dev.chorale.common.speech.Markup.Reading;
import java.util.List;

/** Reads the markup of what a caller sent. */
public final class MarkupCheck {
    private MarkupCheck() {}

    /**
     * @param field of the request, which a refusal names
     * @throws Problem.Refusal 422 {@code bad_markup} with the place of the first mistake
     */
    public static List<Placed> parts(String field, String text) {
        return switch (Markup.parse(text)) {
            case Reading.Whole(List<Placed> parts) -> parts;
            case Reading.Wrong(int at, String message) ->
                throw Problem.of(422, "bad_markup", field + ": wrong markup at character " + at + ".")
                        .with(field, "wrong markup at character " + at + ": " + message)
                        .refusal();
        };
    }
}
