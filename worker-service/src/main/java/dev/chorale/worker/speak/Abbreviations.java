package dev.chorale.worker.speak;

import com.ibm.icu.impl.ICUData;
import com.ibm.icu.impl.ICUResourceBundle;
import com.ibm.icu.impl.ICUResourceBundle.OpenType;
import com.ibm.icu.util.ULocale;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of a language that are written with a point: those that ICU's sentence iterator knows, and some that it lacks.
 * Whole words only: ICU's own filter takes {@code Vater.} for {@code r.}
 */
final class Abbreviations {
    /** A name follows. */
    private static final Set<String> TITLES = withCapitals(
            "Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Gen", "Sen", "Gov", "Rep", "Col", "Capt", "Lt", "Sgt", "Rev", "Hon",
            "Mt", "vs", "Messrs", "Mme", "Mlle");

    /** Alone they are an answer, or the end of one. */
    private static final Set<String> BEFORE_NUMBERS =
            Set.of("No", "Nos", "Nr", "Fig", "Vol", "Ch", "Sec", "Art", "Abs", "Kap", "Tel", "pp");

    private static final Set<String> MONTHS =
            Set.of("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec");

    /** ICU lists them, yet they are words or names too, which end sentences; before a number they are abbreviations. */
    private static final Set<String> ALSO_WORDS = Set.of(
            "All.", "Act.", "App.", "As.", "Ben.", "Bien.", "By.", "Dir.", "Do.", "Ed.", "Go.", "Hat.", "In.", "Is.",
            "Jam.", "Job.", "Joe.", "Kit.", "Link.", "Long.", "Max.", "OK.", "Ok.", "On.", "Or.", "PC.", "PIN.",
            "Port.", "Pro.", "RAM.", "Rol.", "So.", "Sol.", "Test.", "To.", "Up.", "Var.", "bol.", "jeu.", "mar.",
            "mer.");

    private static final Map<String, List<String>> MISSING = Map.of(
            "de",
            List.of(
                    "bspw.",
                    "bzw.",
                    "ca.",
                    "max.",
                    "min.",
                    "Dr. iur.",
                    "Dr. jur.",
                    "Dr. med.",
                    "Dr. phil.",
                    "Dr. rer. nat."),
            "es",
            List.of("EE. UU.", "EE.UU."),
            "fr",
            List.of("p. ex."));

    private static final int MAX_WORDS = 3;

    /** More than any of the words has. */
    private static final int MAX_LENGTH = 16;

    private static final Pattern SPACE = Pattern.compile(" ");
    private static final Pattern ROMAN = Pattern.compile("[IVXLC]+");

    private final Set<String> known;

    Abbreviations(ULocale locale) {
        this.known = Stream.concat(ofIcu(locale), MISSING.getOrDefault(locale.getLanguage(), List.of()).stream())
                .flatMap(Abbreviations::withBeginnings)
                .collect(Collectors.toSet());
    }

    private static Set<String> withCapitals(String... titles) {
        Set<String> all = new HashSet<>(Set.of(titles));
        Stream.of(titles).map(title -> title.toUpperCase(Locale.ROOT)).forEach(all::add);
        return Set.copyOf(all);
    }

    private static Stream<String> ofIcu(ULocale locale) {
        ICUResourceBundle listed = ICUResourceBundle.getBundleInstance(
                        ICUData.ICU_BRKITR_BASE_NAME, locale, OpenType.LOCALE_ROOT)
                .findWithFallback("exceptions/SentenceBreak");
        return listed == null ? Stream.empty() : Stream.of(listed.getStringArray());
    }

    /** No sentence ends inside {@code ap. J.-C.} either. */
    private static Stream<String> withBeginnings(String abbreviation) {
        return Stream.concat(
                Stream.of(abbreviation),
                SPACE.matcher(abbreviation)
                        .results()
                        .map(space -> abbreviation.substring(0, space.start()))
                        .filter(beginning -> beginning.endsWith(".")));
    }

    /** Whether a name follows that word and its point. */
    static boolean isTitle(String word) {
        return TITLES.contains(word);
    }

    /** Whether a word and its point belong to the number behind: {@code Vol. II}, {@code Jan. 5}, but not {@code No. I am}. */
    boolean isBeforeNumber(String word, String next) {
        if (!next.isEmpty() && Character.isDigit(next.charAt(0))) {
            String point = word + '.';
            return BEFORE_NUMBERS.contains(word)
                    || MONTHS.contains(word)
                    || (ALSO_WORDS.contains(point) && known.contains(point));
        }
        return BEFORE_NUMBERS.contains(word) && ROMAN.matcher(next).matches() && !(word + next).equals("NoI");
    }

    /** Whether the point at that place of a text ends one that is nothing else. */
    boolean endAt(String text, int point) {
        int start = point + 1;
        for (int words = 0; words < MAX_WORDS; words++) {
            start = startOfWord(text, start);
            String found = text.substring(start, point + 1);
            if (known.contains(found) && !ALSO_WORDS.contains(found)) {
                return true;
            }
            if (start == 0 || text.charAt(start - 1) != ' ') {
                return false;
            }
            start--;
        }
        return false;
    }

    private static int startOfWord(String text, int end) {
        int start = end;
        while (start > 0 && end - start < MAX_LENGTH && isOfWord(text.charAt(start - 1))) {
            start--;
        }
        while (start < end && !Character.isLetter(text.charAt(start))) {
            start++;
        }
        return start;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-';
    }
}
