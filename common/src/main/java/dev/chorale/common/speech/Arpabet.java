package dev.chorale.common.speech;

import java.util.Set;

/** The phonemes of the CMU pronouncing dictionary: 15 vowels, written with their stress 0, 1 or 2, and 24 consonants. */
final class Arpabet {
    private static final Set<String> VOWELS =
            Set.of("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW");
    private static final Set<String> CONSONANTS = Set.of(
            "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R", "S", "SH", "T", "TH", "V",
            "W", "Y", "Z", "ZH");

    private Arpabet() {}

    static boolean isPhoneme(String symbol) {
        return CONSONANTS.contains(symbol) || isVowel(symbol);
    }

    static boolean isVowel(String symbol) {
        int last = symbol.length() - 1;
        return last > 0 && "012".indexOf(symbol.charAt(last)) >= 0 && VOWELS.contains(symbol.substring(0, last));
    }
}
