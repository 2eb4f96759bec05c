package dev.chorale.api.voice;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.Skill;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A voice as the API writes it.
 *
 * @param version 64 hexadecimal digits; the same language and settings have the same
 * @param takes what it can do beyond plain text and pauses, as far as its engine is known: {@code emphasis, emotion}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record VoiceJson(
        String id,
        String name,
        String engine,
        String language,
        String version,
        Map<String, String> settings,
        List<String> takes,
        String createdAt) {

    /** One of its versions, as the API writes it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Version(String version, Map<String, String> settings, String createdAt) {
        static Version of(VoiceVersion row) {
            return new Version(row.sha256, new TreeMap<>(row.settings), Rfc3339.write(row.createdAt));
        }
    }

    static VoiceJson of(Voice voice, VoiceVersion current, Set<Skill> skills) {
        return new VoiceJson(
                Ids.write("voice", voice.id),
                voice.name,
                voice.engine,
                voice.language,
                current.sha256,
                new TreeMap<>(current.settings),
                skills.stream().map(Skill::wireName).sorted().toList(),
                Rfc3339.write(voice.createdAt));
    }
}
