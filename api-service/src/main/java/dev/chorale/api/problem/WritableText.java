package dev.chorale.api.problem;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets no name and no string pass that neither a column nor an answer can hold: none with NUL, none with a lone surrogate. */
final class WritableText extends JsonParserDelegate {
    private @Nullable Problem fault;

    WritableText(JsonParser parser) {
        super(parser);
    }

    /** Why reading ended, if it was for such a text. */
    Optional<Problem> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == JsonToken.VALUE_STRING && !isWritable(getText())) {
            throw refused(getParsingContext(), "holds NUL or a lone surrogate");
        }
        if (token == JsonToken.FIELD_NAME && !isWritable(currentName())) {
            throw refused(getParsingContext().getParent(), "a name holds NUL or a lone surrogate");
        }
        return token;
    }

    private static boolean isWritable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private JsonParseException refused(JsonStreamContext at, String message) {
        fault = Problem.malformed(path(at), message);
        return new JsonParseException(this, message);
    }

    private static String path(JsonStreamContext at) {
        Deque<String> path = new ArrayDeque<>();
        for (@Nullable JsonStreamContext each = at; each != null && !each.inRoot(); each = each.getParent()) {
            path.push(each.inArray() ? "[" + each.getCurrentIndex() + "]" : String.valueOf(each.getCurrentName()));
        }
        return String.join(".", path);
    }
}
