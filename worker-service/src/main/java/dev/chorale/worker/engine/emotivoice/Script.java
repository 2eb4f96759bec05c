package dev.chorale.worker.engine.emotivoice;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/** What the engine can read: Chinese characters and Latin letters. Of others it drops some and fails of some. */
final class Script {
    private static final Set<UnicodeScript> KNOWN =
            Set.of(UnicodeScript.HAN, UnicodeScript.LATIN, UnicodeScript.COMMON, UnicodeScript.INHERITED);

    private Script() {}

    static boolean isKnown(String text) {
        return text.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .allMatch(KNOWN::contains);
    }
}
