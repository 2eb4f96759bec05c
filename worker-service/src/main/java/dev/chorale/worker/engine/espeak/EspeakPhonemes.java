package dev.chorale.worker.engine.espeak;

import static java.util.Map.entry;

import dev.chorale.common.speech.Part;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Sounds in espeak-ng's own notation, see its docs/phonemes.md. Those of English words stand in a table; those of Mandarin
 * syllables are what its own voice for pinyin makes of them, asked once each: there are some 1,600.
 */
final class EspeakPhonemes {
    /** The voice that reads Latin letters as pinyin; not every installation has it. */
    static final String PINYIN_VOICE = "cmn-latn-pinyin";

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 1 << 12);

    /** In the phonemes that all English voices know; each changes them to its own accent. */
    private static final Map<String, String> ENGLISH = Map.ofEntries(
            entry("AA", "A:"),
            entry("AE", "a"),
            entry("AH", "V"),
            entry("AO", "O:"),
            entry("AW", "aU"),
            entry("AY", "aI"),
            entry("EH", "E"),
            entry("ER", "3:"),
            entry("EY", "eI"),
            entry("IH", "I"),
            entry("IY", "i:"),
            entry("OW", "oU"),
            entry("OY", "OI"),
            entry("UH", "U"),
            entry("UW", "u:"),
            entry("CH", "tS"),
            entry("DH", "D"),
            entry("HH", "h"),
            entry("JH", "dZ"),
            entry("NG", "N"),
            entry("SH", "S"),
            entry("TH", "T"),
            entry("Y", "j"),
            entry("ZH", "Z"));

    private final String program;
    private final Map<Part.Syllable, String> known = new ConcurrentHashMap<>();

    EspeakPhonemes(String program) {
        this.program = program;
    }

    /** An English word: {@code h@l'oU} of {@code HH AH0 L OW1}. */
    static String of(List<String> arpabet) {
        return arpabet.stream().map(EspeakPhonemes::of).collect(Collectors.joining());
    }

    private static String of(String phoneme) {
        int last = phoneme.length() - 1;
        String vowel = phoneme.substring(0, last);
        return switch (phoneme.charAt(last)) {
            case '0' -> unstressed(vowel);
            case '1' -> "'" + ENGLISH.get(vowel);
            case '2' -> "," + ENGLISH.get(vowel);
            default -> ENGLISH.getOrDefault(phoneme, phoneme.toLowerCase(Locale.ROOT));
        };
    }

    private static String unstressed(String vowel) {
        return switch (vowel) {
            case "AH" -> "@";
            case "ER" -> "3";
            default -> ENGLISH.getOrDefault(vowel, "");
        };
    }

    /** What each syllable among the parts sounds like; empty if espeak-ng did not tell. */
    Optional<Map<Part.Syllable, String>> ofSyllables(List<Part> parts) throws InterruptedException {
        Map<Part.Syllable, String> sounds = new HashMap<>();
        for (Part part : parts) {
            if (part instanceof Part.Syllable syllable) {
                String sound = sound(syllable);
                if (sound.isEmpty()) {
                    return Optional.empty();
                }
                sounds.put(syllable, sound);
            }
        }
        return Optional.of(sounds);
    }

    private String sound(Part.Syllable syllable) throws InterruptedException {
        String cached = known.get(syllable);
        if (cached != null) {
            return cached;
        }
        List<String> command = List.of(program, "-v", PINYIN_VOICE, "-q", "-x", "--stdin");
        byte[] letters = (syllable.initial() + syllable.rime()).getBytes(StandardCharsets.UTF_8);
        String sound = Child.run(command, letters, LIMITS) instanceof Ending.Ended(int code, byte[] output, String _)
                        && code == 0
                ? bare(new String(output, StandardCharsets.UTF_8))
                : "";
        if (!sound.isEmpty()) {
            known.put(syllable, sound);
        }
        return sound;
    }

    /** Without the mark of a word's end and whatever could end the brackets that it is put into. */
    private static String bare(String told) {
        return told.replace("_|", "").replaceAll("[\\s\\[\\]]", "");
    }
}
