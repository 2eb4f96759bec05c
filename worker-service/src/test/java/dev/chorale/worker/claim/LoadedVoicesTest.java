package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class LoadedVoicesTest {
    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();
    private final UUID worker = rows.worker(60);
    private final UUID other = rows.worker(60);
    private final Stage stage = new Stage();
    private final ServedEngine engine = served(TestRows.ENGINE, stage);
    private final LoadedVoices voices = of(worker);

    @Test
    void what_is_loaded_stands_in_the_worker_s_row_and_changes_with_it() {
        stage.loaded = Set.of("alice");
        voices.watch(engine);
        voices.tell();
        assertThat(loadedOf(worker)).isEqualTo("{espeak/alice}");

        stage.loaded = Set.of("bob", "carol");
        voices.tell();
        assertThat(loadedOf(worker)).isEqualTo("{espeak/bob,espeak/carol}");
    }

    @Test
    void a_start_loads_the_most_used_as_many_as_there_is_room_for_and_first_what_nobody_has() throws Exception {
        use("alice", 3);
        use("bob", 2);
        use("carol", 1);
        stage.places = 2;

        voices.warm(engine);
        assertThat(stage.warmed).containsExactlyInAnyOrder("alice", "bob");

        stage.warmed.clear();
        rows.count(
                "WITH told AS (UPDATE worker SET loaded = '{espeak/alice}' WHERE id = ? RETURNING 1) SELECT count(*) FROM told",
                other);
        voices.warm(engine);
        assertThat(stage.warmed).containsExactlyInAnyOrder("bob", "carol");
    }

    @Test
    void in_the_place_of_a_voice_that_can_not_be_loaded_any_more_the_next_is() throws Exception {
        use("alice", 3);
        use("bob", 2);
        use("carol", 1);
        stage.gone = Set.of("alice");

        voices.warm(engine);

        assertThat(stage.warmed).containsExactly("bob");
    }

    @Test
    void a_made_voice_is_loaded_as_its_tenant_s_whose_files_it_may_name() throws Exception {
        UUID run = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute(
                """
                UPDATE run
                SET utterance = utterance || CAST(? AS jsonb)
                WHERE id = ?
                """,
                "{\"voice\": \"voice_1\", \"made\": {\"engine\": \"espeak\", \"language\": \"en\", \"settings\": {}}}",
                run));
        voices.watch(engine);
        voices.used(TestRows.ENGINE, "version", run);
        voices.tell();

        voices.warm(engine);
        assertThat(stage.owners).containsExactly(tenant);
    }

    @Test
    void uses_fade_and_a_voice_of_erased_texts_is_forgotten() throws Exception {
        use("alice", 3);
        use("bob", 2);
        use("carol", 9);
        db.useHandle(h -> {
            h.execute("UPDATE voice_use SET used_at = now() - interval '1 day' WHERE voice_key = 'alice'");
            h.execute("UPDATE run SET utterance = '{}' WHERE voice_key = 'carol'");
        });
        voices.warm(engine);
        assertThat(stage.warmed).containsExactly("bob");
    }

    @Test
    void engines_that_hold_all_voices_alike_are_not_told_of() throws Exception {
        ServedEngine plain = served("plain", new Renderer() {
            @Override
            public int runsAtOnce() {
                return 1;
            }

            @Override
            public Outcome render(Held held, Utterance utterance, DoubleConsumer progress) {
                throw new UnsupportedOperationException();
            }
        });
        voices.watch(plain);
        voices.used("plain", "alice", rows.queuedRun(tenant));
        voices.tell();
        voices.warm(plain);
        assertThat(rows.count("SELECT count(*) FROM voice_use")).isZero();
        assertThat(loadedOf(worker)).isEqualTo("{}");
    }

    private void use(String voice, int times) {
        voices.watch(engine);
        for (int i = 0; i < times; i++) {
            UUID run = rows.queuedRun(tenant);
            db.useHandle(h -> h.execute(
                    "UPDATE run SET voice_key = ?, utterance = jsonb_set(utterance, '{voice}', to_jsonb(?::text)) WHERE id = ?",
                    voice,
                    "espeak/" + voice,
                    run));
            voices.used(TestRows.ENGINE, voice, run);
        }
        voices.tell();
    }

    private String loadedOf(UUID id) {
        return rows.text("SELECT loaded::text FROM worker WHERE id = ?", id);
    }

    private LoadedVoices of(UUID id) {
        ClaimSettings settings = new ClaimSettings(
                4, Duration.ofMinutes(1), Duration.ZERO, true, Duration.ZERO, 1, Map.of(TestRows.ENGINE, ""));
        Lease lease = new Lease(Monotonic.system(), settings, new SimpleMeterRegistry());
        lease.renewed(id, System.nanoTime());
        return new LoadedVoices(new PostgresVoiceRows(db), lease, Pause.system());
    }

    private static ServedEngine served(String name, Renderer renderer) {
        return new ServedEngine(name, "gpt-sovits", new Builds("b", "e"), "[]", MadeSkills.NONE, renderer);
    }

    /** An engine with room for one voice or more. */
    private static final class Stage implements Renderer, Repertoire {
        final Queue<String> warmed = new ConcurrentLinkedQueue<>();
        final Queue<UUID> owners = new ConcurrentLinkedQueue<>();
        volatile Set<String> loaded = Set.of();
        volatile Set<String> gone = Set.of();
        volatile int places = 1;

        @Override
        public int runsAtOnce() {
            return 8;
        }

        @Override
        public Optional<Repertoire> repertoire() {
            return Optional.of(this);
        }

        @Override
        public int places() {
            return places;
        }

        @Override
        public Set<String> loaded() {
            return loaded;
        }

        @Override
        public boolean warm(Utterance like) {
            Optional.ofNullable(like.made()).map(MadeVoice::tenant).ifPresent(owners::add);
            return !gone.contains(like.nativeVoice()) && warmed.add(like.nativeVoice());
        }

        @Override
        public Outcome render(Held held, Utterance utterance, DoubleConsumer progress) {
            throw new UnsupportedOperationException();
        }
    }
}
