package dev.chorale.common.job;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The lanes of synthesis, the caller's {@code priority}: each is a topic of its own. */
public enum Lane {
    /** Somebody is waiting for it. */
    INTERACTIVE,
    /** The default. */
    STANDARD,
    /** Whole books, overnight. */
    BULK;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Lane> byWireName(String name) {
        return Stream.of(values()).filter(l -> l.wireName().equals(name)).findFirst();
    }
}
