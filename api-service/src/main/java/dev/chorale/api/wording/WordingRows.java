package dev.chorale.api.wording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The statements about {@code wording}: one list of each kind for a tenant, with a revision that grows with each change. */
@ApplicationScoped
class WordingRows {
    static final String FORBIDDEN_WORDS = "forbidden_words";
    static final String LEXICON = "lexicon";

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Jdbi jdbi;

    WordingRows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A list as it stands. */
    record Kept<T>(int revision, List<T> content) {
        Kept {
            content = List.copyOf(content);
        }
    }

    /** @return its revision, one more than the last */
    int put(UUID tenant, String kind, List<?> content) {
        return jdbi.withHandle(h -> h.createQuery("""
                        INSERT INTO wording (tenant_id, kind, revision, content, updated_at)
                        VALUES (:tenant, :kind, 1, CAST(:content AS jsonb), now())
                        ON CONFLICT ON CONSTRAINT wording_pk DO UPDATE
                        SET revision = wording.revision + 1,
                            content = excluded.content,
                            updated_at = excluded.updated_at
                        RETURNING revision
                        """)
                .bind("tenant", tenant)
                .bind("kind", kind)
                .bind("content", json(content))
                .mapTo(Integer.class)
                .one());
    }

    /** Revision 0 and nothing in it where there never was one. */
    <T> Kept<T> get(UUID tenant, String kind, Class<T> type) {
        Optional<Kept<T>> kept = jdbi.withHandle(h -> h.createQuery("""
                        SELECT revision, content
                        FROM wording
                        WHERE tenant_id = :tenant
                          AND kind = :kind
                        """)
                .bind("tenant", tenant)
                .bind("kind", kind)
                .map((row, ctx) -> new Kept<>(row.getInt("revision"), list(row.getString("content"), type)))
                .findOne());
        return kept.orElseGet(() -> new Kept<>(0, List.of()));
    }

    /** The newest revision of each kind that there is. */
    Map<String, Integer> revisions(UUID tenant) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT kind, revision
                        FROM wording
                        WHERE tenant_id = :tenant
                        """)
                .bind("tenant", tenant)
                .map((row, ctx) -> Map.entry(row.getString("kind"), row.getInt("revision")))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String json(List<?> content) {
        try {
            return JSON.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a wording could not be written", e);
        }
    }

    private static <T> List<T> list(String json, Class<T> type) {
        try {
            return JSON.readValue(json, JSON.getTypeFactory().constructCollectionType(List.class, type));
        } catch (JsonProcessingException e) {
            // Without the cause, which quotes what it could not read.
            throw new IllegalStateException("wording.content is no list of its kind");
        }
    }
}
