package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.RawServer.Script;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a server heeds speed is heard when it is opened. */
class OpenAiSpeedTest {
    private static final int RATE_HZ = FakeServer.RATE_HZ;
    private static final Segment QUICK = new Segment("one", "nova", new Prosody(200, 0, 0), 1);

    /** Half a second of sound and as much silence, whatever is asked for. */
    private static final Script DEAF = talk -> talk.whole(
            200, "Content-Type: audio/wav\r\n", Wavs.of(RATE_HZ, Arrays.copyOf(Wavs.tone(RATE_HZ, 0.5), RATE_HZ)));

    /** So short a word becomes no shorter. */
    private static final Script ALREADY_SHORT = talk -> talk.whole(
            200,
            "Content-Type: audio/wav\r\n",
            Wavs.of(RATE_HZ, Wavs.tone(RATE_HZ, talk.json().has("speed") ? 0.501 : 0.5)));

    private static final Script STRICT = talk -> {
        if (talk.json().has("speed")) {
            talk.whole(422, "", "{\"detail\":[{\"loc\":[\"body\",\"speed\"]}]}");
        } else {
            FakeServer.good(talk);
        }
    };

    /** Answers the first quick words so, and the others as the script does. */
    private static Script first(int times, int status, Script script) {
        AtomicInteger left = new AtomicInteger(times);
        return talk -> {
            if (talk.json().has("speed") && left.getAndDecrement() > 0) {
                talk.whole(status, "", "");
            } else {
                script.answer(talk);
            }
        };
    }

    @Test
    void a_server_that_heeds_speed_is_told_it() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Pcm pcm = Opened.speech(Opened.at(server), QUICK);

            assertThat(server.asked().getFirst().json().path("speed").asDouble())
                    .isEqualTo(2);
            assertThat(pcm.duration()).isEqualTo(Duration.ofMillis(250));
        }
    }

    @ParameterizedTest
    @CsvSource({"25,0.5,4", "45,0.5,2.222", "400,2,0.25"})
    void what_is_beyond_half_and_twice_the_speed_is_done_on_the_audio(int percent, double told, double longer)
            throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Pcm pcm = Opened.speech(Opened.at(server), new Segment("one", "nova", new Prosody(percent, 0, 0), 1));

            assertThat(server.asked().getFirst().json().path("speed").asDouble())
                    .isEqualTo(told);
            assertThat(pcm.duration().toMillis()).isCloseTo((long) (500 * longer), within(2L));
        }
    }

    @Test
    void who_changes_the_speed_is_part_of_the_build() throws Exception {
        try (FakeServer deaf = new FakeServer(DEAF, DEAF);
                FakeServer strict = new FakeServer(STRICT, STRICT);
                FakeServer server = new FakeServer(FakeServer::good)) {
            String build = Opened.at(strict).card().build();

            assertThat(Opened.at(deaf).card().build()).isEqualTo(build);
            assertThat(Opened.at(server).card().build()).isNotEqualTo(build);
        }
    }

    @Test
    void speed_is_done_on_the_audio_of_a_server_that_ignores_it() throws Exception {
        try (FakeServer server = new FakeServer(DEAF, DEAF)) {
            Pcm pcm = Opened.speech(Opened.at(server), QUICK);

            assertThat(server.asked().getFirst().json().has("speed")).isFalse();
            assertThat(pcm.duration()).isEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void a_server_that_speaks_otherwise_and_no_shorter_is_told_it() throws Exception {
        try (FakeServer server = new FakeServer(ALREADY_SHORT, FakeServer::good)) {
            Opened.speech(Opened.at(server), QUICK);

            assertThat(server.asked().getFirst().json().path("speed").asDouble())
                    .isEqualTo(2);
        }
    }

    @Test
    void speed_is_done_on_the_audio_of_a_server_that_refuses_it() throws Exception {
        try (FakeServer server = new FakeServer(STRICT, STRICT)) {
            assertThat(Opened.speech(Opened.at(server), QUICK).duration()).isEqualTo(Duration.ofMillis(250));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 500", "3, 503"})
    void a_server_that_fails_of_it_just_then_is_asked_again(int times, int status) throws Exception {
        try (FakeServer deaf = new FakeServer(first(times, status, DEAF), DEAF);
                FakeServer server = new FakeServer(first(times, status, FakeServer::good), FakeServer::good)) {
            Opened.speech(Opened.at(deaf), QUICK);
            Opened.speech(Opened.at(server), QUICK);

            assertThat(deaf.asked().getFirst().json().has("speed")).isFalse();
            assertThat(server.asked().getFirst().json().path("speed").asDouble())
                    .isEqualTo(2);
        }
    }

    @Test
    void speed_is_done_on_the_audio_of_a_server_that_fails_of_nothing_else() throws Exception {
        try (FakeServer server = new FakeServer(first(100, 500, FakeServer::good), FakeServer::good)) {
            Opened.speech(Opened.at(server), QUICK);

            assertThat(server.asked().getFirst().json().has("speed")).isFalse();
        }
    }

    @Test
    void an_engine_whose_speed_is_ours_is_not_asked_for_it() throws Exception {
        try (FakeServer server = new FakeServer(STRICT, STRICT)) {
            Opened.at(server, "speed", "none");

            assertThat(server.talks()).noneMatch(talk -> talk.body().contains("speed"));
        }
    }
}
