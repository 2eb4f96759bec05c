package dev.chorale.api.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Reads a request's body strictly: valid UTF-8 (a byte order mark is skipped), one JSON value, no unknown or doubled field, no
 * number for a string or string for a number, nesting and numbers bounded, no NUL and no lone surrogate in any name or string.
 */
public final class JsonBody {
    /** The longest body, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private static final ObjectMapper STRICT = strict();

    private JsonBody() {}

    /**
     * @throws Problem.Refusal 400 {@code malformed_request} where the body is no such value, 413 where it is too long
     */
    public static <T> T read(byte[] body, Class<T> type) {
        if (body.length > MAX_BYTES) {
            throw Problem.bodyTooLarge().refusal();
        }
        WritableText json = parser(text(body));
        try {
            T value = STRICT.readValue(json, type);
            if (value == null) {
                throw Problem.malformed("", "the body must be a JSON object").refusal();
            }
            return value;
        } catch (IOException e) {
            throw json.fault().orElseGet(() -> faultOf(e)).refusal();
        }
    }

    private static WritableText parser(String text) {
        try {
            return new WritableText(STRICT.createParser(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Problem faultOf(IOException fault) {
        return switch (fault) {
            case UnrecognizedPropertyException e -> Problem.malformed(path(e), "unknown field");
            case JsonMappingException e -> Problem.malformed(path(e), "wrong type of value");
            default -> Problem.malformed("", "the body is no valid JSON");
        };
    }

    private static String text(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Problem.malformed("", "the body is no valid UTF-8").refusal();
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static ObjectMapper strict() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(32)
                        .maxNumberLength(100)
                        .build())
                .build();
        JsonMapper mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper;
    }
}
