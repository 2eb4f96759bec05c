package dev.chorale.common.speech;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a voice can do beyond reading plain text. Pauses are no skill: Chorale makes them itself, for every voice. */
public enum Skill {
    /** Says Mandarin syllables as they are spelled: {@code [h][ào]}. */
    PINYIN,
    /** Says words as their phonemes are spelled: {@code [HH][AH0][L][OW1]}. */
    ARPABET,
    /** Stresses what stands between {@code [emphasis]} and {@code [/emphasis]}. */
    EMPHASIS,
    /** Speaks with a named emotion and its strength. */
    EMOTION,
    /** Follows a description, in words, of how to speak. */
    INSTRUCTIONS;

    /** The name in the API and in {@code engine.voices}: {@code pinyin}, {@code arpabet} … */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The skill of that name; empty for one that a later version knows. */
    public static Optional<Skill> byWireName(String name) {
        return Stream.of(values()).filter(s -> s.wireName().equals(name)).findFirst();
    }
}
