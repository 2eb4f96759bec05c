package dev.chorale.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;

/** String pairs in a {@code jsonb} column. Who writes one must cast the text that this gives. */
@Converter
public class PairsColumn implements AttributeConverter<Map<String, String>, String> {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> PAIRS = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(Map<String, String> pairs) {
        try {
            return JSON.writeValueAsString(pairs);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> convertToEntityAttribute(String column) {
        try {
            return JSON.readValue(column, PAIRS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the column holds no object of strings", e);
        }
    }
}
