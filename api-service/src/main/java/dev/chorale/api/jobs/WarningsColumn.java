package dev.chorale.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.common.speech.Markup.Warning;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what was said about an accepted text: a list in a {@code jsonb} column, null for nothing. */
@Converter
public class WarningsColumn implements AttributeConverter<@Nullable List<Warning>, @Nullable String> {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Warning>> WARNINGS = new TypeReference<>() {};

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable List<Warning> warnings) {
        throw new UnsupportedOperationException("warnings are read only");
    }

    @Override
    public @Nullable List<Warning> convertToEntityAttribute(@Nullable String column) {
        try {
            return column == null ? null : JSON.readValue(column, WARNINGS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("warnings is no list of warnings", e);
        }
    }
}
