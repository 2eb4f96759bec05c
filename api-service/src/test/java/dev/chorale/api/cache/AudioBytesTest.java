package dev.chorale.api.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.voice.ApiWithStore;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.store.AudioStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class AudioBytesTest {
    private static final byte[] SPOKEN = "what was spoken".getBytes(StandardCharsets.US_ASCII);

    @Inject
    AudioBytes bytes;

    @Inject
    AudioStore store;

    @Test
    void bytes_that_are_what_was_stored_are_served_and_kept() throws IOException {
        CachedAudio audio = stored(SPOKEN);

        assertThat(bytes.whole(audio)).isEqualTo(SPOKEN);
        assertThat(bytes.isInMemory(audio)).isTrue();
    }

    @Test
    void other_bytes_of_the_same_length_are_neither_served_nor_kept() throws IOException {
        CachedAudio audio = stored("what was spokeN".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> bytes.whole(audio))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(audio.artefactId().toString());
        assertThat(bytes.isInMemory(audio)).isFalse();
    }

    private CachedAudio stored(byte[] content) throws IOException {
        UUID artefact = UUID.randomUUID();
        String sha256 = Sha256.hex(SPOKEN);
        String key = AudioStore.keyOf(UUID.randomUUID(), sha256, artefact, "wav");
        store.put(key, content, "audio/wav");
        return new CachedAudio(artefact, sha256, key, content.length, AudioFormat.WAV, 24_000, 100);
    }
}
