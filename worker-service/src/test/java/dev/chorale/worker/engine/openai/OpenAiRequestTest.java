package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.http.Talk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server is sent. */
class OpenAiRequestTest {
    @Test
    void a_neutral_request_holds_what_openai_declares_and_nothing_else() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Opened.speech(Opened.at(server), Opened.segment("Say \"this\"\nplease: 好."));

            JsonNode body = server.asked().getFirst().json();
            assertThat(server.asked().getFirst().line()).isEqualTo("POST /v1/audio/speech HTTP/1.1");
            assertThat(server.asked().getFirst().headers())
                    .contains("Content-Type: application/json")
                    .noneMatch(header -> header.startsWith("Upgrade") || header.startsWith("Authorization"));
            assertThat(body.properties())
                    .extracting(field -> field.getKey() + "=" + field.getValue().asText())
                    .containsExactlyInAnyOrder(
                            "model=tts-1", "input=Say \"this\"\nplease: 好.", "voice=nova", "response_format=wav");
        }
    }

    @Test
    void a_made_voice_names_the_servers_voice_and_may_name_another_model() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            OpenAiEngine engine = Opened.at(server);
            for (Map<String, String> settings :
                    List.of(Map.of("voice", "af_bella"), Map.of("voice", "af_sky", "model", "kokoro-2"))) {
                MadeVoice voice = new MadeVoice("kokoro", "en", settings);
                Opened.speech(engine, new Segment("one", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice));
            }

            assertThat(server.asked())
                    .extracting(talk -> talk.json().path("model").asText() + "/"
                            + talk.json().path("voice").asText())
                    .containsExactly("tts-1/af_bella", "kokoro-2/af_sky");
        }
    }

    @Test
    void brackets_in_a_callers_words_are_no_commands() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            OpenAiEngine engine = Opened.at(server);
            Opened.speech(engine, new Segment("Hi \\[pause:9s\\] \\[you\\](/ju/)", "nova", Prosody.NEUTRAL, 7));

            assertThat(server.asked().getLast().json().path("input").asText())
                    .isEqualTo("Hi [ pause:9s] [ you] (/ju/)");
        }
    }

    @Test
    void speed_seed_events_and_key_are_sent_when_they_are_wanted() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            OpenAiEngine engine = Opened.at(server, "seed", "true", "stream", "sse", "api-key", "k-1");
            Opened.speech(engine, new Segment("one", "nova", new Prosody(150, 0, 0), 7));

            Talk talk = server.asked().getFirst();
            assertThat(talk.headers()).contains("Authorization: Bearer k-1");
            assertThat(talk.json().path("speed").asDouble()).isEqualTo(1.5);
            assertThat(talk.json().path("seed").asInt()).isEqualTo(7);
            assertThat(talk.json().path("stream_format").asText()).isEqualTo("sse");
        }
    }

    @Test
    void emotion_and_instructions_are_sent_as_instructions() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            OpenAiEngine engine = Opened.at(server, "instructions", "true");
            Style style = new Style(Emotion.SAD, 20, "Whisper.");
            Opened.speech(engine, new Segment("one", "nova", Prosody.NEUTRAL, style, 7, null));

            assertThat(server.asked().getLast().json().path("instructions").asText())
                    .isEqualTo("Speak in a slightly sad tone. Whisper.");
            assertThat(engine.card().voices().getFirst().skills())
                    .containsExactlyInAnyOrder(Skill.EMOTION, Skill.INSTRUCTIONS);
        }
    }

    @Test
    void a_model_that_does_nothing_with_instructions_takes_none() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            assertThat(Opened.at(server).card().voices().getFirst().skills()).isEmpty();
        }
    }

    @Test
    void a_made_voice_is_told_how_to_speak_if_the_model_that_speaks_for_it_listens() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            OpenAiEngine deaf = Opened.at(server);
            Map<String, String> plain = Map.of("voice", "af_bella");
            Map<String, String> listening = Map.of("voice", "af_sky", "model", "gpt-4o-mini-tts");
            for (Map<String, String> settings : List.of(plain, listening)) {
                MadeVoice voice = new MadeVoice("kokoro", "en", settings);
                Style style = new Style(Emotion.NONE, 100, "Whisper.");
                Opened.speech(deaf, new Segment("one", "voice_1", Prosody.NEUTRAL, style, 7, voice));
            }

            assertThat(deaf.madeSkills().of(plain)).isEmpty();
            assertThat(deaf.madeSkills().of(listening)).containsExactlyInAnyOrder(Skill.EMOTION, Skill.INSTRUCTIONS);
            assertThat(Opened.at(server, "instructions", "true").madeSkills().of(plain))
                    .containsExactlyInAnyOrder(Skill.EMOTION, Skill.INSTRUCTIONS);
            assertThat(server.asked())
                    .extracting(talk -> talk.json().path("instructions").asText())
                    .containsExactly("", "Whisper.");
        }
    }

    @Test
    void numbers_reach_the_server_as_they_were_written() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Opened.speech(Opened.at(server), Opened.segment("It costs 12,500 dollars, or 3.14."));

            assertThat(server.asked().getLast().json().path("input").asText())
                    .isEqualTo("It costs 12,500 dollars, or 3.14.");
        }
    }

    @Test
    void punctuation_alone_which_servers_refuse_is_a_pause_and_no_call() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Pcm pause = Opened.speech(Opened.at(server), Opened.segment("- - - …"));

            assertThat(pause.isZero()).isTrue();
            assertThat(pause.duration()).isEqualTo(Duration.ofMillis(300));
            assertThat(pause.sampleRateHz()).isEqualTo(FakeServer.RATE_HZ);
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void escaped_brackets_reach_the_server_as_brackets() throws Exception {
        try (FakeServer server = new FakeServer(FakeServer::good)) {
            Opened.speech(Opened.at(server), Opened.segment("see \\[1\\]"));

            assertThat(server.asked().getLast().json().path("input").asText()).isEqualTo("see [1]");
        }
    }
}
