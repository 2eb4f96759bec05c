package dev.chorale.worker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process that fails at once, of a lost card say, has always the fewest calls. */
class LostCardTest {
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final CallLimits LIMITS = new CallLimits(SECONDS, SECONDS, SECONDS, 1 << 20);
    private static final URI LOST = URI.create("http://lost");
    private static final URI WELL = URI.create("http://well");
    private static final Answer SPEECH = given(200, "x".repeat(1000));
    private static final Answer CUDA_ERROR = given(500, "{\"detail\":\"CUDA error: unspecified launch failure\"}");
    private static final Answer OUT_OF_MEMORY = given(500, "{\"detail\":\"CUDA out of memory.\"}");

    private final ConcurrentLinkedQueue<URI> called = new ConcurrentLinkedQueue<>();
    private final Attended attended = new Attended();

    @Test
    void others_are_called_while_there_are_some() throws Exception {
        Servers servers = servers(LOST, WELL);
        for (int i = 0; i < 5; i++) {
            servers.send(answering(CUDA_ERROR), LIMITS);
        }

        assertThat(called).containsExactly(LOST, WELL, WELL, WELL, WELL);
    }

    @Test
    void so_they_are_where_the_adapter_knows_it_by_another_protocol() throws Exception {
        Servers servers = servers(LOST, WELL);
        EngineFailure crashed = EngineFailure.crashed(EngineFailure.ENGINE_CRASHED, "the engine lost its card");
        for (int i = 0; i < 3; i++) {
            servers.send(answering(new Answer.Failed(crashed)), LIMITS);
        }

        assertThat(called).containsExactly(LOST, WELL, WELL);
    }

    @Test
    void it_is_called_all_the_same_if_there_is_no_other() throws Exception {
        Servers servers = servers(LOST);
        servers.send(answering(CUDA_ERROR), LIMITS);

        assertThat(servers.send(answering(CUDA_ERROR), LIMITS)).isEqualTo(CUDA_ERROR);
    }

    @Test
    void it_is_called_again_when_it_was_started_anew() throws Exception {
        Servers servers = servers(LOST, WELL);
        servers.send(answering(CUDA_ERROR), LIMITS);
        attended.starts++;
        servers.send(answering(SPEECH), LIMITS);
        servers.send(answering(SPEECH), LIMITS);

        assertThat(called).containsExactly(LOST, LOST, LOST);
    }

    @Test
    void a_full_card_is_not_a_lost_one() throws Exception {
        Servers servers = servers(LOST, WELL);
        servers.send(answering(OUT_OF_MEMORY), LIMITS);
        servers.send(answering(OUT_OF_MEMORY), LIMITS);

        assertThat(called).containsExactly(LOST, LOST);
    }

    @Test
    void whoever_fails_again_and_again_is_passed_over_whatever_it_fails_of() throws Exception {
        Servers servers = servers(LOST, WELL);
        for (int i = 0; i < 6; i++) {
            servers.send(answering(given(500, "engine dead")), LIMITS);
        }

        assertThat(called).containsExactly(LOST, LOST, LOST, WELL, WELL, WELL);
    }

    @Test
    void whoever_spoke_between_is_not() throws Exception {
        Servers servers = servers(LOST, WELL);
        for (int i = 0; i < 3; i++) {
            servers.send(answering(OUT_OF_MEMORY), LIMITS);
            servers.send(answering(SPEECH), LIMITS);
        }

        assertThat(called).hasSize(6).containsOnly(LOST);
    }

    @Test
    void its_error_counts_as_a_crash_by_whatever_protocol_it_comes() {
        EngineFailure failure = new Failures(InstantSource.fixed(Instant.EPOCH)).meaning(CUDA_ERROR);

        assertThat(failure.code()).isEqualTo(EngineFailure.ENGINE_CRASHED);
        assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.CRASHED);
    }

    private Servers servers(URI... addresses) {
        List<String> urls = Stream.of(addresses).map(URI::toString).toList();
        ServerSettings settings = new ServerSettings(
                "sim",
                urls,
                Optional.empty(),
                3,
                Map.of(),
                (_, calls) -> Limiter.fixed(calls),
                Attended.by(address -> address.equals(LOST) ? attended : Attendant.none()));
        return new Servers(settings, List.of(addresses), (_, _) -> given(404, ""));
    }

    /** The lost one answers so, the other one speaks. */
    private Servers.Call answering(Answer lost) {
        return (address, _) -> {
            called.add(address);
            return address.equals(LOST) ? lost : SPEECH;
        };
    }

    private static Answer given(int status, String body) {
        return new Answer.Given(
                status, HttpHeaders.of(Map.of(), (_, _) -> true), body.getBytes(StandardCharsets.UTF_8));
    }
}
