package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.soak.Errand.Wish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTest {
    @TempDir
    private Path temp;

    @Test
    void one_seed_draws_the_same_callers() {
        assertThat(lines(7)).isEqualTo(lines(7)).isNotEqualTo(lines(8));
    }

    @Test
    void a_fifth_of_the_callers_want_what_others_want() {
        long hot =
                lines(1).stream().filter(line -> line.text().startsWith("Hot")).count();
        assertThat(hot).isBetween(150L, 250L);
        assertThat(lines(1).stream().distinct().count()).isLessThan(1_000 - 100);
    }

    @Test
    void while_much_is_waiting_nobody_wants_anything_new() {
        assertThat(wishes(new Wishes.Offer(true, true, true), true))
                .allMatch(wish -> wish.submit().line().text().startsWith("Hot"));
    }

    @Test
    void some_wait_for_their_audio_and_some_want_a_webhook() {
        assertThat(wishes(new Wishes.Offer(true, true, true)))
                .extracting(wish -> wish.submit().manner())
                .contains(Submit.Manner.values());
    }

    @Test
    void nobody_cancels_or_sets_a_deadline_where_that_is_not_offered() {
        assertThat(wishes(new Wishes.Offer(false, false, true)))
                .allMatch(wish -> wish.cancelAfter() == null && wish.submit().deadline() == null);
        assertThat(wishes(new Wishes.Offer(true, true, true)))
                .anyMatch(wish -> wish.cancelAfter() != null)
                .anyMatch(wish -> wish.submit().deadline() != null);
    }

    @Test
    void the_rate_grows_and_then_stays() {
        Traffic.Pace pace = new Traffic.Pace(200, Duration.ofSeconds(20));

        assertThat(pace.dueNanos(0)).isZero();
        assertThat(pace.dueNanos(500)).isEqualTo(10_000_000_000L);
        assertThat(pace.dueNanos(2_000)).isEqualTo(20_000_000_000L);
        assertThat(pace.dueNanos(2_400)).isEqualTo(22_000_000_000L);
        assertThat(new Traffic.Pace(200, Duration.ZERO).dueNanos(200)).isEqualTo(1_000_000_000L);
    }

    @Test
    void half_as_much_is_new_after_a_second_in_which_much_waits_but_never_nothing() throws Exception {
        try (Ledger ledger = new Ledger("jdbc:postgresql:none?")) {
            Backlog backlog = new Backlog(ledger);
            IntStream.range(0, 4).forEach(_ -> backlog.seen(0));
            assertThat(admitted(backlog)).isEqualTo(12);

            backlog.seen(1_000);
            assertThat(admitted(backlog)).isEqualTo(6);

            backlog.seen(1_000);
            backlog.seen(1_000);
            assertThat(admitted(backlog)).isEqualTo(5);
        }
    }

    private static int admitted(Backlog backlog) {
        return (int) IntStream.range(0, 100).filter(n -> backlog.admits()).count();
    }

    @Test
    void the_intent_is_in_the_file_before_the_answer() throws Exception {
        Path file = temp.resolve("callers.tsv");
        try (ClientJournal journal = new ClientJournal(file)) {
            Submit submit =
                    wishes(new Wishes.Offer(false, false, true)).getFirst().submit();
            journal.intend(submit);
            assertThat(Files.readAllLines(file)).hasSize(1);
            journal.accepted(submit, "job_1");
            assertThat(Files.readAllLines(file)).hasSize(2);
            assertThat(journal.knows(submit.key())).isTrue();
            assertThat(submit.job()).isEqualTo("job_1");
        }
    }

    @Test
    void every_fault_has_a_name_of_its_own() {
        List<String> names = FaultList.namesOf(FaultList.ours(List.of(), new Speech.Simulated()));
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(15);
    }

    @Test
    void an_unknown_fault_is_refused_in_one_sentence() {
        assertThatThrownBy(() -> FaultList.ours(List.of("meteor"), Speech.Other.ESPEAK))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--faults: meteor (expected some of [kill-worker-alone, kill-worker-before-ack");
    }

    private static List<Line> lines(long seed) {
        Lines lines = new Lines(seed, List.of("a", "b"), new SplittableRandom(seed), 0.8);
        return IntStream.range(0, 1_000)
                .mapToObj(n -> lines.draw(n, () -> true))
                .toList();
    }

    private static List<Wish> wishes(Wishes.Offer offer) {
        return wishes(offer, false);
    }

    private static List<Wish> wishes(Wishes.Offer offer, boolean busy) {
        Lines lines = new Lines(1, List.of("a"), new SplittableRandom(1), 0.8);
        Wishes wishes = new Wishes(lines, 1, offer, new SplittableRandom(2), () -> !busy);
        return IntStream.range(0, 500).mapToObj(wishes::draw).toList();
    }
}
