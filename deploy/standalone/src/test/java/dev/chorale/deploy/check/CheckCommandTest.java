package dev.chorale.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.chorale.deploy.Terminal;
import dev.chorale.deploy.simulator.Behaviour;
import dev.chorale.deploy.simulator.Mishap;
import dev.chorale.deploy.simulator.Simulator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    private final Terminal terminal = new Terminal();
    private Simulator simulator;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(new Simulator.Options(0, 1, 40, List.of("a", "b")));
    }

    @AfterEach
    void stop() throws IOException {
        simulator.close();
    }

    @Test
    void a_good_server_gets_a_report_and_the_settings_to_use() {
        assertThat(check("--seconds", "5", "--option", "voices=a:en,b:de", "--name", "sim"))
                .isZero();

        assertThat(terminal.out())
                .contains("sample rate 24000 Hz", "voices: a (en), b (de)")
                .contains("yes: a and b keep their own audio, byte for byte")
                .contains("whole up to the worker's limit of 400 characters, and beyond it")
                .contains("chorale.worker.engines.sim.kind=openai", "chorale.worker.engines.sim.url=" + url())
                .contains("chorale.worker.engines.sim.options.voices=a:en,b:de")
                .containsPattern("max-concurrency(=[124]\n|, because the more at once the better)");
        assertThat(terminal.err()).contains("two voices at once ...");
    }

    @Test
    void the_load_curve_of_a_real_engine_has_its_knee_at_eight_or_more() throws Exception {
        simulator.behave(new Behaviour(0, 0, Map.of(), Map.of(), 0, 5_000, true));

        assertThat(check("--seconds", "8", "--json")).isZero();

        JsonNode report = new JsonMapper().readTree(terminal.out());
        assertThat(report.path("load").path("levels")).hasSize(4);
        assertThat(report.path("load").path("knee").asInt()).isEqualTo(8);
        assertThat(report.path("load").path("levels").get(0).path("per_second").asDouble())
                .isBetween(5.0, 11.5);
        assertThat(report.path("streaming").path("streams").asBoolean(true)).isFalse();
        assertThat(report.path("two_voices").path("kept").asBoolean()).isTrue();
        assertThat(report.path("spoken").path("lines").get(0).path("verdict").asText())
                .isEqualTo("plausible");
        assertThat(report.path("advice").path("settings").valueStream().map(JsonNode::asText))
                .as("the worker finds how many more")
                .noneMatch(line -> line.contains("max-concurrency"));
    }

    @Test
    void a_server_that_dies_of_four_calls_is_to_be_asked_two_at_once() {
        simulator.behave(new Behaviour(200, 0, Map.of(), Map.of(), 4, 1_000, false));

        assertThat(check("--seconds", "4", "--voice", "a")).isZero();

        assertThat(terminal.out()).contains("max-concurrency=2", "engine_crashed", "more at once was not tried");
    }

    @Test
    void silence_is_no_speech_and_the_server_not_usable() {
        simulator.behave(new Behaviour(0, 0, Map.of(Mishap.SILENCE, 1.0), Map.of(), 0, 1_000, false));

        assertThat(check("--seconds", "5")).isEqualTo(1);
        assertThat(terminal.err().lines().reduce((_, last) -> last).orElseThrow())
                .startsWith("chorale: the engine is not usable: ")
                .contains("does not speak: it said a word in silence");
    }

    @Test
    void an_address_where_nothing_listens_is_told_at_once() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(run("--kind", "openai", "--url", "http://127.0.0.1:" + free)).isEqualTo(1);
        assertThat(terminal.err()).contains("the engine is not usable: no connection to 127.0.0.1:" + free);
    }

    @Test
    void a_server_that_never_speaks_is_given_up_when_the_time_is_up() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(run("--kind", "openai", "--url", url, "--seconds", "1")).isEqualTo(1);
            assertThat(terminal.err()).contains("did not speak a word within 1.00 s");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void an_option_that_the_adapter_does_not_know_is_named() {
        assertThat(check("--option", "colour=red")).isEqualTo(1);
        assertThat(terminal.err()).contains("options.colour: unknown");
    }

    @Test
    void a_voice_that_the_server_does_not_have_is_named() {
        assertThat(check("--voice", "zoe")).isEqualTo(1);
        assertThat(terminal.err()).contains("--voice: zoe: the engine has no voice of that name");
    }

    @Test
    void a_key_is_not_printed_with_the_settings() {
        assertThat(check("--seconds", "3", "--option", "api-key=hush", "--voice", "a"))
                .isZero();
        assertThat(terminal.out()).contains("options.api-key=<the key>").doesNotContain("hush");
        assertThat(terminal.err()).doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--kind openai",
                "--kind espeak --url http://127.0.0.1:1",
                "--kind festival --url http://127.0.0.1:1",
                "--kind openai --url http://127.0.0.1:1 --seconds 0"
            })
    void bad_usage_is_told_and_nothing_is_asked(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(terminal.err()).startsWith("chorale: --").hasLineCount(1);
    }

    private String url() {
        return "http://127.0.0.1:" + simulator.port();
    }

    private int check(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--kind", "openai", "--url", url()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(arguments));
        return terminal.run(EngineCommand.commandLine(terminal.console()), all.toArray(String[]::new));
    }
}
