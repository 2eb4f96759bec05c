package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class VoiceSettingsTest {
    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    Catalogue catalogue;

    private Http http;

    @BeforeEach
    void start() {
        EngineRows.add(db, catalogue);
        http = new JobRows(db).callerOf(root, new TestRows(db).tenant());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "emoti|zh|{}|settings.speaker|422",
                "emoti|zh|{'speaker':'alloy'}|settings.speaker|422",
                "emoti|zh|{'speaker':'1','pitch':'2'}|settings.pitch|422",
                "emoti|ja|{'speaker':'1'}|language|422",
                "emoti|Klingon!|{'speaker':'1'}|language|422",
                "emoti|zh|{'speaker':1}|settings.speaker|400",
                "emoti|zh|{'speaker':'1','emotion':'a\\u0000'}|settings.emotion|400",
                "nobody|zh|{'speaker':'1'}|engine|422",
                "spk|en|{'speaker':'1'}|engine|422",
                "cosy|en|{'speaker':'1'}|settings.mode|422",
                "cosy|en|{'mode':'zero-shot','prompt_audio':'a.flac'}|settings.prompt_text|422",
                "cosy|en|{'mode':'zero-shot','prompt_audio':'a.flac','prompt_text':' '}|settings.prompt_text|422",
                "cosy|en|{'mode':'sft','speaker':'1','prompt_text':'a'}|settings.prompt_text|422",
                "cosy|en|{'mode':'cross-lingual','prompt_audio':'/a.flac'}|settings.prompt_audio|422",
                "cosy|en|{'mode':'cross-lingual','prompt_audio':'a/../../b.flac'}|settings.prompt_audio|422",
                "cosy|en|{'mode':'cross-lingual','prompt_audio':'..'}|settings.prompt_audio|422",
                "cosy|en|{'mode':'cross-lingual','prompt_audio':'a\\\\b'}|settings.prompt_audio|422",
                "cosygrpc|en|{'mode':'instruct2','prompt_audio':'a','instruct_text':'b'}|settings.mode|422",
                "cosygrpc|en|{'mode':'zero-shot','prompt_audio':'a.flac'}|settings.prompt_text|422",
                "sovits|fr|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth','ref_audio':'a.wav'}|language|422",
                "sovits|en|{'gpt_weights':'a.pth','sovits_weights':'a.pth','ref_audio':'a.wav'}|settings.gpt_weights|422",
                "sovits|en|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth'}|settings.ref_audio|422",
                "sovits|en|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth','ref_audio':'a.wav','prompt_lang':'fr'}|settings.prompt_lang|422",
                "kokoro|en|{'model':'tts-1'}|settings.voice|422"
            })
    void settings_that_cannot_be_are_refused_by_name(
            String engine, String language, String settings, String field, int status) {
        Http.Got got = http.post("/v1/voices", body("X", engine, language, settings));

        assertThat(got.status()).as(got.body()).isEqualTo(status);
        assertThat(got.json().path("errors").findValuesAsText("field")).contains(field);
        assertThat(http.get("/v1/voices").json().path("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "emoti|en-US|{'speaker':'8051'}",
                "cosy|und|{'mode':'zero_shot','prompt_audio':'a b/.c/..d.flac','prompt_text':'Was sie sagt.'}",
                "cosy|zh|{'mode':'sft','speaker':'中文女'}",
                "cosy|zh|{'mode':'instruct2','prompt_audio':'a','instruct_text':'用四川话说这句话'}",
                "cosygrpc|und|{'mode':'zero_shot','prompt_audio':'a.flac','prompt_text':'Was sie sagt.'}",
                "cosygrpc|zh|{'mode':'instruct','speaker':'中文女','instruct_text':'用四川话说这句话'}",
                "sovits|en|{'gpt_weights':'a/a.ckpt','sovits_weights':'a/a.pth','ref_audio':'a/r.WAV','prompt_text':'What.','prompt_lang':'all_ja'}",
                "kokoro|en|{'model':'tts-1','voice':'af_bella+af_sky'}",
                "kokoro|en|{'voice':'nova'}"
            })
    void settings_that_can_be_are_taken(String engine, String language, String settings) {
        Http.Got got = http.post("/v1/voices", body("X", engine, language, settings));

        assertThat(got.status()).as(got.body()).isEqualTo(201);
    }

    @Test
    void a_language_of_any_length_is_a_value_outside_its_range() {
        Http.Got got = http.post("/v1/voices", body("X", "emoti", "en" + "-a".repeat(100_000), "{'speaker':'1'}"));

        assertThat(got.status()).isEqualTo(422);
        assertThat(got.json().path("errors").findValuesAsText("field")).contains("language");
    }

    @Test
    void each_fault_is_told_and_what_is_unknown_is_refused() {
        JsonNode errors = http.post("/v1/voices", body(" ", "emoti", "ja", "{'speaker':'x'}"))
                .json()
                .path("errors");

        assertThat(errors.findValuesAsText("field")).containsExactly("name", "language", "settings.speaker");
        assertThat(http.post("/v1/voices", body("X", "nobody", "en", "{}")).code())
                .isEqualTo("unknown_engine");
        assertThat(http.post("/v1/voices", body("a\\ud800", "emoti", "zh", "{'speaker':'1'}"))
                        .status())
                .isEqualTo(400);
        assertThat(http.post("/v1/voices", body("a\\n", "emoti", "zh", "{'speaker':'1'}"))
                        .status())
                .isEqualTo(201);
        assertThat(http.post("/v1/voices", "{\"name\":\"X\",\"gender\":\"f\"}").status())
                .isEqualTo(400);
    }

    static String body(String name, String engine, String language, String settings) {
        return "{\"name\":\"%s\",\"engine\":\"%s\",\"language\":\"%s\",\"settings\":%s}"
                .formatted(name, engine, language, settings.replace('\'', '"'));
    }
}
