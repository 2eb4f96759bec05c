package dev.chorale.deploy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.deploy.Terminal;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminCommandTest {
    private static final String LOCAL_TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            Instant.parse("2026-11-21T08:00:01Z").atZone(ZoneId.systemDefault()));

    private final Terminal terminal = new Terminal();
    private FakeAdminApi api;

    @BeforeEach
    void start() throws IOException {
        api = FakeAdminApi.start();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void jobs_are_aligned_columns_with_local_times_to_the_second() {
        api.with("GET jobs?limit=50", 200, """
                {"data":[
                 {"id":"job_2","state":"failed","kind":"synthesis","voice":"espeak/en-us","priority":"bulk","tenant":"default",
                  "attempts":5,"created_at":"2026-11-21T08:00:01.987Z","error":{"code":"engine_timeout"}},
                 {"id":"job_1","state":"queued","kind":"synthesis","voice":"sim/a","priority":"standard","tenant":"Verlag",
                  "attempts":0,"created_at":"2026-11-21T08:00:01.001Z"}]}""");

        assertThat(run("jobs")).isZero();

        assertThat(terminal.out().lines())
                .containsExactly(
                        padded("ID     STATE   KIND       VOICE         PRIORITY  TENANT   ATTEMPTS  CREATED", "ERROR"),
                        "job_2  failed  synthesis  espeak/en-us  bulk      default  5         " + LOCAL_TIME
                                + "  engine_timeout",
                        "job_1  queued  synthesis  sim/a         standard  Verlag   0         " + LOCAL_TIME);
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void the_filters_go_to_the_api_and_its_json_comes_back_as_it_was() {
        String json = "{\"data\":[ ],  \"unknown\":1}";
        api.with(
                "GET jobs?tenant=A+%26+B&state=queued%2Crunning&kind=synthesis&voice=espeak%2Fen&engine=espeak&worker=w"
                        + "&error_code=c&created_after=2026-01-01T00%3A00%3A00Z&created_before=2027-01-01T00%3A00%3A00Z&limit=7",
                200, json);

        String filters = "--state queued,running --kind synthesis --voice espeak/en --engine espeak --worker w"
                + " --error-code c --created-after 2026-01-01T00:00:00Z --created-before 2027-01-01T00:00:00Z --limit 7";
        String[] words = ("jobs --json --tenant _ " + filters).split(" ");
        words[3] = "A & B";

        assertThat(run(words)).isZero();
        assertThat(terminal.out()).isEqualTo(json + System.lineSeparator());
    }

    @Test
    void pages_are_followed_up_to_the_limit_and_more_is_told() {
        api.with("GET tenants?limit=200", 200, page(200, "c1"));
        api.with("GET tenants?limit=1&cursor=c1", 200, page(1, "c2"));

        assertThat(run("tenants", "--limit", "201")).isZero();

        assertThat(terminal.out().lines()).hasSize(202);
        assertThat(terminal.err()).contains("more than 201").contains("--limit");
    }

    @Test
    void a_job_is_a_card_with_its_tries_below() {
        api.with("GET jobs/job_1", 200, """
                {"id":"job_1","state":"failed","tenant":"default","error":{"code":"poison","message":"It died."},
                 "tries":[{"epoch":1,"host":"gpu1","worker":"worker_1","ending":"queued","charged":false,"code":"engine_crashed"}]}""");

        assertThat(run("jobs", "job_1")).isZero();

        assertThat(terminal.out())
                .containsPattern("state +failed")
                .containsPattern("message +It died\\.")
                .containsPattern("1 +gpu1 +worker_1 +queued +false +engine_crashed")
                .doesNotContain("deadline");
    }

    @Test
    void a_job_is_cancelled() {
        api.with("POST jobs/job_1/cancel", 200, "{\"id\":\"job_1\",\"state\":\"cancelled\"}");

        assertThat(run("jobs", "cancel", "job_1")).isZero();
        assertThat(terminal.out()).contains("cancelled");
    }

    @Test
    void workers_engines_and_lanes_are_tables() {
        api.with(
                "GET workers?limit=200",
                200,
                "{\"data\":[{\"id\":\"worker_1\",\"engines\":[\"a\",\"b\"],\"alive\":true}]}");
        api.with("GET engines?limit=200", 200, "{\"data\":[{\"name\":\"espeak\",\"voices\":[{},{}]}]}");
        api.with(
                "GET lanes",
                200,
                "{\"data\":[{\"name\":\"bulk\",\"queued\":3,\"oldest_seconds\":61},{\"name\":\"training\"}]}");

        assertThat(run("workers") + run("engines") + run("lanes")).isZero();
        assertThat(terminal.out())
                .containsPattern("worker_1 .*a,b .*true")
                .containsPattern("espeak .*2")
                .containsPattern("bulk +3 .*61 s");
    }

    @Test
    void what_was_found_of_an_engine_is_forgotten() {
        api.with("DELETE engines/kokoro/limits", 204, "");

        assertThat(run("engines", "forget", "kokoro")).isZero();
        assertThat(api.asked()).containsExactly("DELETE engines/kokoro/limits");
    }

    @Test
    void a_name_cannot_move_the_cursor_of_the_terminal() {
        api.with("GET tenants?limit=50", 200, "{\"data\":[{\"id\":\"tenant_1\",\"name\":\"a\\u001b[2Jb\"}]}");

        assertThat(run("tenants")).isZero();
        assertThat(terminal.out()).contains("a [2Jb").doesNotContain("\u001b");
    }

    @Test
    void dead_letters_are_redriven_one_by_one_or_by_a_filter() {
        api.with("POST dead-letters/job_1/redrive", 200, "{\"count\":1,\"jobs\":[\"job_2\"]}");
        api.with("POST dead-letters/redrive", 200, "{\"count\":2,\"jobs\":[\"job_3\",\"job_4\"]}");

        assertThat(run("dead-letters", "redrive", "job_1")).isZero();
        assertThat(run("dead-letters", "redrive", "--engine", "kokoro", "--limit", "5", "--per-second", "2"))
                .isZero();

        assertThat(terminal.out().lines()).containsExactly("job_2", "job_3", "job_4");
        assertThat(api.asked())
                .contains("POST dead-letters/redrive {\"engine\":\"kokoro\",\"limit\":5,\"per_second\":2}");
    }

    @Test
    void not_all_dead_letters_are_redriven_by_forgetting_a_filter() {
        assertThat(run("dead-letters", "redrive")).isEqualTo(2);
        assertThat(run("dead-letters", "redrive", "job_1", "--all")).isEqualTo(2);
        assertThat(terminal.err()).contains("name one ID, or a filter, or --all");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void tenants_and_keys_are_made_and_a_key_revoked() {
        api.with("POST tenants", 201, "{\"id\":\"tenant_1\",\"name\":\"Verlag\"}");
        api.with("POST keys", 201, "{\"id\":\"key_1\",\"key\":\"chorale_secret\"}");
        api.with("DELETE keys/key_1", 204, "");

        assertThat(run("tenants", "create", "Verlag")).isZero();
        assertThat(run("keys", "create", "--tenant", "Verlag", "--role", "user"))
                .isZero();
        assertThat(run("keys", "delete", "key_1")).isZero();

        assertThat(terminal.out()).contains("tenant_1").contains("chorale_secret");
        assertThat(api.asked())
                .contains("POST tenants {\"name\":\"Verlag\"}", "DELETE keys/key_1")
                .anySatisfy(line -> assertThat(line).startsWith("POST keys").contains("\"role\":\"user\""));
    }

    @Test
    void a_refusal_is_one_sentence_with_title_and_detail() {
        assertThat(run("jobs", "job_9")).isEqualTo(1);

        assertThat(terminal.err())
                .isEqualTo("chorale: Not Found: There is nothing here under this id for your key."
                        + System.lineSeparator());
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void a_key_that_is_not_known_is_told_with_what_helps() {
        Map<String, String> environment =
                Map.of("CHORALE_URL", api.environment().get("CHORALE_URL"), "CHORALE_KEY", "wrong");

        assertThat(terminal.run(AdminCommand.commandLine(terminal.console(), environment), "jobs"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("Unauthorized: no such key").contains("CHORALE_KEY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nouns", "jobs --limit 0", "jobs --limit a", "keys create --tenant a", "tenants create"})
    void bad_usage_is_told_and_asks_nothing(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(terminal.err()).startsWith("chorale: ").hasLineCount(1);
        assertThat(api.asked()).isEmpty();
    }

    private static String padded(String columns, String last) {
        return columns + " ".repeat(LOCAL_TIME.length() - "CREATED".length()) + "  " + last;
    }

    private static String page(int rows, String cursor) {
        String row = "{\"id\":\"tenant_1\",\"name\":\"a\",\"created_at\":\"2026-11-21T08:00:01.000Z\"}";
        return "{\"data\":[" + row + ("," + row).repeat(rows - 1) + "],\"next_cursor\":\"" + cursor + "\"}";
    }

    private int run(String... arguments) {
        return terminal.run(AdminCommand.commandLine(terminal.console(), api.environment()), arguments);
    }
}
