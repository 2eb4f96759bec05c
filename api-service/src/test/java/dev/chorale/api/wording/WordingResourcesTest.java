package dev.chorale.api.wording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.api.submit.TestEngine;
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
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class WordingResourcesTest {
    private static final String SPEAK = """
            {"input": "%s", "voice": "worded/able"}""";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    Catalogue catalogue;

    private Http http;

    @BeforeEach
    void start() {
        TestEngine.register(db, catalogue, "worded", """
                [{"name": "able", "language": "en", "display": "Able"}]""");
        http = new JobRows(db).callerOf(root, new TestRows(db).tenant());
    }

    @Test
    void a_forbidden_word_is_refused_with_its_place_and_never_told() {
        Http.Got put = http.put("/v1/forbidden-words", """
                {"words": ["Sesame", "bad luck"]}""");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.json().path("revision").asInt()).isEqualTo(1);

        for (String route : new String[] {"/v1/synthesis-jobs", "/v1/audio/speech"}) {
            Http.Got got = http.post(route, route.endsWith("jobs") ? SPEAK.formatted("Open sesame!") : """
                    {"model": "worded", "voice": "able", "input": "Open sesame!"}""");
            assertThat(got.status()).isEqualTo(422);
            assertThat(got.code()).isEqualTo("forbidden_words");
            assertThat(got.json().path("errors").get(0).path("message").asText())
                    .endsWith("at character 6");
            assertThat(got.body()).doesNotContainIgnoringCase("sesame");
        }
    }

    @Test
    void the_words_can_be_read_and_removed() {
        assertThat(http.get("/v1/forbidden-words").json().toString()).isEqualTo("{\"revision\":0,\"words\":[]}");
        http.put("/v1/forbidden-words", "{\"words\": [\"one\"]}");
        assertThat(http.get("/v1/forbidden-words").json().toString()).isEqualTo("{\"revision\":1,\"words\":[\"one\"]}");

        assertThat(http.delete("/v1/forbidden-words").status()).isEqualTo(204);
        assertThat(http.get("/v1/forbidden-words").json().toString()).isEqualTo("{\"revision\":2,\"words\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"words\": [\"\"]}",
                "{\"words\": [\"!?\"]}",
                "{\"words\": [null]}",
                "{\"words\": [\"a\\u0007\"]}"
            })
    void words_that_are_none_are_refused(String body) {
        assertThat(http.put("/v1/forbidden-words", body).code()).isEqualTo("invalid_value");
    }

    @Test
    void too_many_and_too_long_words_are_refused() {
        String many = "\"a\",".repeat(10_000) + "\"a\"";
        assertThat(http.put("/v1/forbidden-words", "{\"words\": [" + many + "]}")
                        .code())
                .isEqualTo("invalid_value");
        assertThat(http.put("/v1/forbidden-words", "{\"words\": [\"" + "a".repeat(101) + "\"]}")
                        .code())
                .isEqualTo("invalid_value");
        assertThat(http.put("/v1/forbidden-words", "{\"words\": [\"" + "a".repeat(100) + "\"]}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_lexicon_is_kept_in_its_one_spelling_and_can_be_read_and_removed() {
        Http.Got put = http.put("/v1/lexicon", """
                {"entries": [{"word": "GIF", "say": "jif[pause 0.5s]"}]}""");
        assertThat(put.status()).isEqualTo(200);
        JsonNode got = http.get("/v1/lexicon").json();
        assertThat(got).isEqualTo(put.json());
        assertThat(got.toString())
                .isEqualTo("{\"revision\":1,\"entries\":[{\"word\":\"GIF\",\"say\":\"jif[pause 500ms]\"}]}");

        assertThat(http.delete("/v1/lexicon").status()).isEqualTo(204);
        assertThat(http.get("/v1/lexicon").json().path("entries")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|invalid_value|entries",
                "{\"entries\": [null]}|invalid_value|entries[0].word",
                "{\"entries\": [{\"word\": \"a\", \"say\": \"!\"}]}|invalid_value|entries[0].say",
                "{\"entries\": [{\"word\": \"a\", \"say\": \"see [1]\"}]}|bad_markup|entries[0].say",
                "{\"entries\": [{\"word\": \"a\", \"say\": \"b\"}, {\"word\": \" a\", \"say\": \"c\"}]}|invalid_value|entries[1].word"
            })
    void a_lexicon_with_a_mistake_is_refused_with_the_entry(String body, String code, String field) {
        Http.Got got = http.put("/v1/lexicon", body);

        assertThat(got.status()).isEqualTo(422);
        assertThat(got.code()).isEqualTo(code);
        assertThat(got.json().path("errors").get(0).path("field").asText()).isEqualTo(field);
    }

    @Test
    void another_tenant_sees_and_feels_nothing_of_it() {
        http.put("/v1/forbidden-words", "{\"words\": [\"sesame\"]}");
        Http other = new JobRows(db).callerOf(root, new TestRows(db).tenant());

        assertThat(other.get("/v1/forbidden-words").json().path("words")).isEmpty();
        assertThat(other.post("/v1/synthesis-jobs", """
                {"input": "sesame [", "voice": "worded/able"}""").code()).isEqualTo("bad_markup");
    }
}
