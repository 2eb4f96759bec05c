package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.RawServer.Script;
import dev.chorale.worker.engine.http.Servers;
import dev.chorale.worker.engine.http.Talk;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiProcessesTest {
    private static final CallLimits LONG =
            new CallLimits(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), 1 << 20);

    @Test
    void a_card_counts_the_calls_of_all_processes() throws Exception {
        try (FakeServer one = new FakeServer(FakeServer::good);
                FakeServer two = new FakeServer(FakeServer::good)) {
            assertThat(Opened.at(List.of(one.url(), two.url() + "/v1/")).card().maxConcurrency())
                    .isEqualTo(4);
        }
    }

    @Test
    void a_dead_process_costs_no_call() throws Exception {
        try (FakeServer dead = new FakeServer(FakeServer::good);
                FakeServer alive = new FakeServer(FakeServer::good)) {
            dead.die();
            OpenAiEngine engine = Opened.at(List.of(dead.url(), alive.url()));

            for (int i = 0; i < 5; i++) {
                Opened.speech(engine, Opened.segment("one"));
            }
            assertThat(alive.asked()).hasSize(5);
        }
    }

    @Test
    void calls_go_to_the_process_with_the_fewest_and_never_beyond_what_each_takes() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Script slow = talk -> {
            go.await();
            FakeServer.good(talk);
        };
        try (FakeServer one = new FakeServer(slow);
                FakeServer two = new FakeServer(slow);
                ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            OpenAiEngine engine = Opened.at(List.of(one.url(), two.url()));
            List<Future<Spoken>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                calls.add(hands.submit(() -> engine.speak(Opened.segment("one"))));
            }
            Waiting.until(() -> one.asked().size() == 2 && two.asked().size() == 2);
            go.countDown();

            for (Future<Spoken> call : calls) {
                assertThat(call.get()).isInstanceOf(Spoken.Speech.class);
            }
            assertThat(one.asked().size() + two.asked().size()).isEqualTo(5);
        }
    }

    @Test
    void a_process_that_dropped_a_call_is_passed_over_for_a_while() throws Exception {
        try (FakeServer breaking = new FakeServer(Talk::reset);
                FakeServer alive = new FakeServer(FakeServer::good)) {
            OpenAiEngine engine = Opened.at(List.of(breaking.url(), alive.url()));

            assertThat(Opened.failure(engine).kind()).isEqualTo(EngineFailure.Kind.CRASHED);
            Opened.speech(engine, Opened.segment("one"));
            assertThat(breaking.asked()).hasSize(1);
            assertThat(alive.asked()).hasSize(1);
        }
    }

    @Test
    void a_call_that_finds_no_room_in_its_time_is_not_made() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (FakeServer server = new FakeServer(_ -> go.await());
                ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Servers servers =
                    new Servers(List.of(URI.create(server.url())), _ -> Limiter.fixed(1), OpenAiProcessesTest::sign);
            Future<Answer> running = hands.submit(() -> servers.send(post(), LONG));
            Waiting.until(() -> server.asked().size() == 1);

            assertThat(servers.send(post(), LONG.within(Duration.ofMillis(200))))
                    .isInstanceOf(Answer.Busy.class);
            go.countDown();
            assertThat(running.get()).isInstanceOf(Answer.Lost.class);
            assertThat(server.asked()).hasSize(1);
        }
    }

    private static HttpRequest sign(URI address) {
        return HttpRequest.newBuilder(address.resolve("/v1/models")).build();
    }

    private static Function<URI, HttpRequest> post() {
        return address -> HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_interrupt_aborts_the_call_and_the_server_sees_it(boolean answering) throws Exception {
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        try (FakeServer server = new FakeServer(talk -> {
            if (answering) {
                talk.chunks("audio/wav");
            }
            left.complete(talk.isLeft());
        })) {
            OpenAiEngine engine = Opened.at(server);
            CompletableFuture<String> end = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    end.complete(engine.speak(Opened.segment("one")).toString());
                } catch (InterruptedException e) {
                    end.complete("interrupted");
                }
            });
            Waiting.until(() -> server.asked().size() == 1);
            caller.interrupt();

            assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
            assertThat(end.get()).isEqualTo("interrupted");
            assertThat(left.get(5, TimeUnit.SECONDS)).isTrue();
        }
    }
}
