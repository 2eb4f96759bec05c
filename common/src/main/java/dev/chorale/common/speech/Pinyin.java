package dev.chorale.common.speech;

import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The syllables of Mandarin in Hanyu Pinyin: which rime follows which initial. {@code v} is read as {@code ü}. */
final class Pinyin {
    /** No initial. */
    private static final String NONE = "-";

    private static final String ALL = "b p m f d t n l g k h zh ch sh r z c s";

    /** Of each rime, without its tone, the initials; {@code y} and {@code w} are spelled as such. */
    private static final Map<String, Set<String>> INITIALS = Map.ofEntries(
            rime("a", "b p m f d t n l g k h zh ch sh z c s y w -"),
            rime("o", "b p m f l y w -"),
            rime("e", "m d t n l g k h zh ch sh r z c s y -"),
            rime("ai", "b p m d t n l g k h zh ch sh z c s w -"),
            rime("ei", "b p m f d t n l g k h zh sh z w -"),
            rime("ao", "b p m d t n l g k h zh ch sh r z c s y -"),
            rime("ou", "p m f d t n l g k h zh ch sh r z c s y -"),
            rime("an", ALL + " y w -"),
            rime("en", "b p m f d n g k h zh ch sh r z c s w -"),
            rime("ang", ALL + " y w -"),
            rime("eng", ALL + " w -"),
            rime("ong", "d t n l g k h zh ch r z c s y"),
            rime("er", NONE),
            rime("i", "b p m d t n l j q x zh ch sh r z c s y"),
            rime("ia", "d l j q x"),
            rime("iao", "b p m d t n l j q x"),
            rime("ie", "b p m d t n l j q x"),
            rime("iu", "m d n l j q x"),
            rime("ian", "b p m d t n l j q x"),
            rime("in", "b p m n l j q x y"),
            rime("iang", "n l j q x"),
            rime("ing", "b p m d t n l j q x y"),
            rime("iong", "j q x"),
            rime("u", ALL + " j q x y w"),
            rime("ua", "g k h zh ch sh r"),
            rime("uo", "d t n l g k h zh ch sh r z c s"),
            rime("uai", "g k h zh ch sh"),
            rime("ui", "d t g k h zh ch sh r z c s"),
            rime("uan", "d t n l g k h zh ch sh r z c s j q x y"),
            rime("un", "d t n l g k h zh ch sh r z c s j q x y"),
            rime("uang", "g k h zh ch sh"),
            rime("ue", "j q x y"),
            rime("ü", "n l"),
            rime("üe", "n l"));

    private static final Set<String> ALL_INITIALS = Set.of((ALL + " j q x y w").split(" ", -1));
    private static final String TONE_MARKS = "\u0304\u0301\u030C\u0300";
    private static final String DIAERESIS = "\u0308";

    private Pinyin() {}

    static boolean isInitial(String symbol) {
        return ALL_INITIALS.contains(symbol);
    }

    /** Whether it is a rime of some syllable, with a tone mark or none. */
    static boolean isRime(String symbol) {
        return toneless(symbol).filter(INITIALS::containsKey).isPresent();
    }

    /** @param initial empty for a syllable without one */
    static boolean isSyllable(String initial, String rime) {
        return toneless(rime)
                .map(INITIALS::get)
                .filter(initials -> initials.contains(initial.isEmpty() ? NONE : initial))
                .isPresent();
    }

    /** Whether the letters are a whole syllable: {@code hǎo}, {@code hao}. */
    static boolean isSyllable(String letters) {
        return isSyllable("", letters)
                || ALL_INITIALS.stream()
                        .anyMatch(initial -> letters.startsWith(initial)
                                && isSyllable(initial, letters.substring(initial.length())));
    }

    /** The rime as it is stored: composed, with {@code ü}. */
    static String spelled(String rime) {
        return Normalizer2.getNFCInstance()
                .normalize(Normalizer2.getNFDInstance().normalize(rime).replace("v", "u" + DIAERESIS));
    }

    /** Empty where there is more than one tone, or one on a consonant. */
    private static Optional<String> toneless(String rime) {
        StringBuilder letters = new StringBuilder();
        int tones = 0;
        for (char c : Normalizer2.getNFDInstance().normalize(spelled(rime)).toCharArray()) {
            if (TONE_MARKS.indexOf(c) < 0) {
                letters.append(c);
            } else if (letters.isEmpty() || ++tones > 1) {
                return Optional.empty();
            }
        }
        return Optional.of(Normalizer2.getNFCInstance().normalize(letters));
    }

    private static Map.Entry<String, Set<String>> rime(String rime, String initials) {
        return Map.entry(rime, Set.copyOf(Arrays.asList(initials.split(" ", -1))));
    }
}
