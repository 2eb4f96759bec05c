package dev.chorale.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.deploy.launch.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeakCommandTest {
    @ParameterizedTest
    @CsvSource({"a.wav,wav", "b.MP3,mp3", "c.ogg,opus", "d.opus,opus", "e.d/f.flac,flac", "g.aac,aac", "h.pcm,pcm"})
    void the_file_name_chooses_the_format(String name, String format) {
        assertThat(SpeakCommand.formatOf(Path.of(name))).isEqualTo(format);
    }

    @Test
    void a_name_that_chooses_no_format_is_refused_with_those_that_do() {
        assertThatThrownBy(() -> SpeakCommand.formatOf(Path.of("speech.doc")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("-o: speech.doc")
                .hasMessageContaining(".flac");
    }
}
