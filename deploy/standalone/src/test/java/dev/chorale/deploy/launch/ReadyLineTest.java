package dev.chorale.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadyLineTest {
    private static final SharedSettings SETTINGS = new SharedSettings(Map.of(
            "chorale.api.admin-key", "chorale_admin_x",
            "quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:8100/chorale",
            "kafka.bootstrap.servers", "127.0.0.1:8101",
            "chorale.s3.url", "http://127.0.0.1:8103",
            "chorale.s3.bucket", "chorale",
            "chorale.s3.access-key", "a",
            "chorale.s3.secret-key", "s"));

    @Test
    void the_line_has_the_fields_that_programs_rely_on() {
        ReadyLine.Pids pids = new ReadyLine.Pids(1, List.of(2L), List.of(3L), 4, 5, 6);

        assertThat(ReadyLine.json(ReadyLine.of(SETTINGS, List.of("http://127.0.0.1:8080"), pids)))
                .isEqualTo("{\"ready\":true,\"api\":\"http://127.0.0.1:8080\",\"apis\":[\"http://127.0.0.1:8080\"],"
                        + "\"adminKey\":\"chorale_admin_x\","
                        + "\"postgres\":\"jdbc:postgresql://127.0.0.1:8100/chorale?user=postgres\","
                        + "\"kafka\":\"127.0.0.1:8101\","
                        + "\"s3\":{\"url\":\"http://127.0.0.1:8103\",\"bucket\":\"chorale\","
                        + "\"accessKey\":\"a\",\"secretKey\":\"s\"},"
                        + "\"pids\":{\"launcher\":1,\"api\":[2],\"worker\":[3],\"kafka\":4,\"postgres\":5,\"s3\":6}}");
    }

    @Test
    void without_an_api_there_is_no_address() {
        ReadyLine.Pids pids = new ReadyLine.Pids(1, List.of(), List.of(), 4, 5, 6);

        assertThat(ReadyLine.json(ReadyLine.of(SETTINGS, List.of(), pids)))
                .startsWith("{\"ready\":true,\"apis\":[],\"adminKey\"");
    }

    @Test
    void start_names_the_part_and_its_process() {
        assertThat(ReadyLine.json(new ReadyLine.Part(true, "kafka", 7)))
                .isEqualTo("{\"ready\":true,\"part\":\"kafka\",\"pid\":7}");
    }
}
