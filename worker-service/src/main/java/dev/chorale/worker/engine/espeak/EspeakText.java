package dev.chorale.worker.engine.espeak;

import java.util.regex.Pattern;

/**
 * Text in a form that espeak-ng only reads aloud.
 *
 * <p>It takes {@code [[} as the start of phonemes, also where a soft hyphen or a zero-width non-joiner, which it drops,
 * stands between (found by trying every format, mark and control character). Single brackets are silent, so a run of
 * them is one. Control characters open its embedded commands; other text is untouched.
 */
final class EspeakText {
    private static final Pattern BRACKETS = Pattern.compile("\\[(?:[\\p{Cf}\\p{Cc}]*\\[)+");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

    private EspeakText() {}

    static String harmless(String text) {
        return BRACKETS.matcher(CONTROLS.matcher(text).replaceAll(" ")).replaceAll("[");
    }
}
