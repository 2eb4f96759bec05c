package dev.chorale.api.voice;

import dev.chorale.api.jobs.PairsColumn;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** What a voice was made of at one time. Never changed. */
@Entity
@Immutable
@Table(name = "voice_version")
@SuppressWarnings("NullAway.Init")
public class VoiceVersion extends PanacheEntityBase {
    @EmbeddedId
    public Key key;

    @Convert(converter = PairsColumn.class)
    @ColumnTransformer(write = "CAST(? AS jsonb)")
    public Map<String, String> settings;

    /** See {@link dev.chorale.common.speech.MadeVoice#version}. */
    public String sha256;

    @Column(name = "created_at")
    public Instant createdAt;

    /** @param number 1 for the first */
    @Embeddable
    public record Key(@Column(name = "voice_id") UUID voiceId, int number) {}
}
