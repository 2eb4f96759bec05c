package dev.chorale.api.wording;

import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import java.util.List;

/** Refuses a list with the first of its faults. */
final class Faults {
    private static final int MOST_TOLD = 50;

    private Faults() {}

    /** @throws Problem.Refusal 422 {@code invalid_value} */
    static void refuseIfAny(List<FieldError> faults) {
        if (!faults.isEmpty()) {
            FieldError first = faults.getFirst();
            throw Problem.invalid(first.field(), first.message())
                    .withErrors(faults.stream().limit(MOST_TOLD).toList())
                    .refusal();
        }
    }
}
