package dev.chorale.worker.supervise;

import java.util.Locale;

/** Why an engine process is started anew. */
enum Reason {
    /** It ended by itself. */
    EXIT,
    /** It did not come up in time, or ended before it did. */
    START,
    /** It lost its card. */
    CARD,
    /** It lost a model, and could not be given it again. */
    MODEL,
    /** It spoke nothing but silence. */
    SILENCE,
    /** It did not end its calls. */
    HANG,
    /** It failed, whatever was asked. */
    ERRORS,
    /** Its memory grew and grew. */
    LEAK;

    /** Whether some texts do that to a process that is well. */
    boolean mayBeOfTheTexts() {
        return this == SILENCE || this == HANG || this == ERRORS;
    }

    /** In metrics and logs. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
