package dev.chorale.worker.engine.gptsovits;

import dev.chorale.worker.engine.Numbers;
import java.util.regex.Pattern;

/**
 * A text in lines, each of which the server speaks for itself. They end where its own {@code cut5} would end them, but
 * never within a number: that cuts at the comma of {@code 12,500}, and in older versions at the point of {@code 3.14}.
 */
final class Lines {
    private static final Pattern END = Pattern.compile("(?:[,;?!、，。？！：…]|\\.(?!(?<=[0-9]\\.)[0-9]))+(?=\\s*\\S)");

    private Lines() {}

    static String of(String text) {
        return END.matcher(Numbers.ungrouped(text)).replaceAll("$0\n");
    }
}
