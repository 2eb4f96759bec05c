package dev.chorale.worker.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settler.CacheLife;
import dev.chorale.worker.speak.SegmentShelf;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SegmentKeeperTest {
    private static final String ONE = "One sentence.";
    private static final Pcm SOUND = new Pcm(new byte[] {1, 2, 3, 4}, 16000);
    private static final Pcm OTHER = new Pcm(new byte[] {5, 6}, 16000);
    private static final EngineCard ENGINE = card("build 1");

    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();
    private final UUID worker = rows.worker(60);
    private final Objects objects = new Objects();
    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SegmentKeeper keeper = new SegmentKeeper(
            db,
            objects,
            new Ids(InstantSource.system(), new Random(1)),
            nanos::get,
            meters,
            new CacheLife(Duration.ofHours(1)));

    /** Objects in memory that can be away. */
    private static final class Objects implements PcmShelf {
        final Map<String, byte[]> kept = new ConcurrentHashMap<>();
        boolean away;

        @Override
        public void put(String key, byte[] samples) throws IOException {
            refuseIfAway();
            kept.put(key, samples);
        }

        @Override
        public byte[] get(String key, long bytes) throws IOException {
            refuseIfAway();
            if (!kept.containsKey(key)) {
                throw new NoSuchFileException("no such object");
            }
            return kept.get(key);
        }

        @Override
        public void delete(String key) {
            kept.remove(key);
        }

        private void refuseIfAway() throws IOException {
            if (away) {
                throw new IOException("503");
            }
        }
    }

    @Test
    void another_run_of_the_tenant_finds_what_one_kept_in_whatever_format_it_leaves() {
        open(held()).keep(ONE, SOUND);
        SegmentShelf flac = keeper.of(held(), utterance(AudioFormat.FLAC, 48000), ENGINE);
        flac.open(List.of(ONE));

        assertThat(flac.find(ONE).orElseThrow().bytes()).isEqualTo(SOUND.bytes());
        assertThat(flac.find("Another one.")).isEmpty();
        assertThat(counted("hit")).isEqualTo(1);
        assertThat(counted("miss")).isEqualTo(1);
    }

    @Test
    void neither_another_tenant_nor_another_build_finds_it() {
        open(held()).keep(ONE, SOUND);
        UUID stranger = rows.tenant();
        Held theirs = held(stranger, rows.runningRun(stranger, worker, 1), 1);
        SegmentShelf newer = keeper.of(held(), utterance(AudioFormat.WAV, 24000), card("build 2"));
        newer.open(List.of(ONE));

        assertThat(open(theirs).find(ONE)).isEmpty();
        assertThat(newer.find(ONE)).isEmpty();
    }

    @Test
    void what_a_zombie_spoke_is_not_kept() {
        UUID run = rows.runningRun(tenant, worker, 1);
        SegmentShelf zombie = open(held(tenant, run, 1));
        db.useHandle(h -> h.execute("UPDATE run SET epoch = 2 WHERE id = ?", run));
        zombie.keep(ONE, SOUND);

        assertThat(open(held()).find(ONE)).isEmpty();
        assertThat(objects.kept).isEmpty();
    }

    @Test
    void of_two_that_speak_the_same_the_first_one_stays() {
        SegmentShelf first = open(held());
        SegmentShelf second = open(held());
        first.keep(ONE, SOUND);
        second.keep(ONE, OTHER);

        assertThat(open(held()).find(ONE).orElseThrow().bytes()).isEqualTo(SOUND.bytes());
        assertThat(objects.kept).hasSize(1);
    }

    @Test
    void a_sentence_that_stands_twice_in_a_text_is_kept_once() {
        SegmentShelf shelf = open(held());
        shelf.keep(ONE, SOUND);
        shelf.keep(ONE, OTHER);

        assertThat(open(held()).find(ONE).orElseThrow().bytes()).isEqualTo(SOUND.bytes());
        assertThat(objects.kept).hasSize(1);
    }

    @Test
    void a_store_that_does_not_answer_costs_no_good_row_and_is_not_asked_for_a_while() {
        open(held()).keep(ONE, SOUND);
        SegmentShelf shelf = open(held());
        objects.away = true;
        assertThat(shelf.find(ONE)).isEmpty();
        objects.away = false;
        assertThat(shelf.find(ONE)).as("left alone").isEmpty();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        shelf.keep(ONE, OTHER);

        assertThat(shelf.find(ONE).orElseThrow().bytes()).isEqualTo(SOUND.bytes());
    }

    @Test
    void an_object_that_is_not_what_was_kept_is_spoken_again_and_replaced() {
        open(held()).keep(ONE, SOUND);
        objects.kept.replaceAll((key, samples) -> new byte[] {0, 0, 0, 0});
        SegmentShelf shelf = open(held());

        assertThat(shelf.find(ONE)).isEmpty();
        shelf.keep(ONE, OTHER);
        assertThat(open(held()).find(ONE).orElseThrow().bytes()).isEqualTo(OTHER.bytes());
        assertThat(rows.count("SELECT count(*) FROM erasure"))
                .as("the old object")
                .isOne();
    }

    @Test
    void an_object_that_is_gone_is_spoken_again_and_replaced() {
        open(held()).keep(ONE, SOUND);
        objects.kept.clear();
        SegmentShelf shelf = open(held());

        assertThat(shelf.find(ONE)).isEmpty();
        shelf.keep(ONE, SOUND);
        assertThat(open(held()).find(ONE)).isPresent();
    }

    @Test
    void what_is_used_stays_for_another_life_and_what_is_not_is_over() {
        open(held()).keep(ONE, SOUND);
        db.useHandle(h -> h.execute("UPDATE segment SET expires_at = now() + interval '1 minute'"));
        open(held());
        assertThat(db.<Boolean, RuntimeException>withHandle(
                        h -> h.createQuery("SELECT expires_at > now() + interval '50 minutes' FROM segment")
                                .mapTo(Boolean.class)
                                .one()))
                .isTrue();

        db.useHandle(h -> h.execute("UPDATE segment SET expires_at = now() - interval '1 second'"));
        SegmentShelf late = open(held());
        assertThat(late.find(ONE)).isEmpty();
        late.keep(ONE, OTHER);
        assertThat(open(held()).find(ONE).orElseThrow().bytes()).isEqualTo(OTHER.bytes());
    }

    @Test
    void a_store_that_is_away_is_left_alone_for_a_while_and_nothing_fails() {
        SegmentShelf shelf = open(held());
        objects.away = true;
        shelf.keep(ONE, SOUND);
        objects.away = false;
        shelf.keep("Too early.", SOUND);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        shelf.keep("Again.", SOUND);

        SegmentShelf after = open(held());
        assertThat(List.of(ONE, "Too early."))
                .allSatisfy(text -> assertThat(after.find(text)).isEmpty());
        assertThat(after.find("Again.")).isPresent();
    }

    @Test
    void without_the_database_nothing_is_found_or_kept_until_it_is_there_again() {
        open(held()).keep("Another one.", SOUND);
        Held held = held();
        db.useHandle(h -> h.execute("ALTER TABLE segment RENAME TO away"));
        SegmentShelf shelf = open(held);
        shelf.keep(ONE, SOUND);
        assertThat(shelf.find("Another one.")).isEmpty();
        assertThat(objects.kept).hasSize(1);

        db.useHandle(h -> h.execute("ALTER TABLE away RENAME TO segment"));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(shelf.find("Another one.")).isPresent();
        shelf.keep(ONE, SOUND);
        assertThat(open(held()).find(ONE)).isPresent();
    }

    private SegmentShelf open(Held held) {
        SegmentShelf shelf = keeper.of(held, utterance(AudioFormat.WAV, 24000), ENGINE);
        shelf.open(List.of(ONE, "Another one.", "Too early.", "Again."));
        return shelf;
    }

    private Held held() {
        return held(tenant, rows.runningRun(tenant, worker, 1), 1);
    }

    private Held held(UUID owner, UUID run, int epoch) {
        return new Held(
                new Fence(run, worker, epoch),
                owner,
                "synthesis",
                Lane.STANDARD,
                1,
                0,
                "ab".repeat(32),
                new Builds("v", "e"));
    }

    private double counted(String result) {
        return meters.counter("chorale.cache.requests", "result", result, "tier", "segment")
                .count();
    }

    private static EngineCard card(String build) {
        return new EngineCard("sim", "openai", build, List.of(), 200, 16000, 4);
    }

    private static Utterance utterance(AudioFormat format, int rateHz) {
        return new Utterance(ONE + " Another one.", "sim/a", Prosody.NEUTRAL, 1, format, rateHz, "");
    }
}
