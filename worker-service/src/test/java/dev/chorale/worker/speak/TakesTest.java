package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TakesTest {
    private static final int MANY = 100;

    private final ConcurrentLinkedQueue<Integer> spoken = new ConcurrentLinkedQueue<>();
    private final Set<Integer> shelf = ConcurrentHashMap.newKeySet();
    private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore permits = new Semaphore(MANY * MANY);
    private boolean keeps = true;
    private Takes takes = takes(0, 1);

    private Takes takes(int parts, int parallelism) {
        return new Takes(IntStream.range(0, parts).mapToObj(Line::new).toList(), () -> parallelism);
    }

    /** Says its number by the length of its audio. */
    private class Line implements Takes.Part {
        private final int number;

        Line(int number) {
            this.number = number;
        }

        @Override
        public boolean isKept() {
            return shelf.contains(number);
        }

        @Override
        public Optional<Spoken> read() {
            return shelf.contains(number) && !lost.contains(number) ? Optional.of(audio(number)) : Optional.empty();
        }

        @Override
        public Spoken speak() throws InterruptedException {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            spoken.add(number);
            permits.acquire();
            atOnce.decrementAndGet();
            if (keeps) {
                shelf.add(number);
            }
            return audio(number);
        }
    }

    private static Spoken audio(int number) {
        return new Spoken.Speech(new Pcm(new byte[2 * number], 16000));
    }

    private static int number(Spoken spoken) {
        return ((Spoken.Speech) spoken).pcm().sampleCount();
    }

    private List<Integer> rest(int parts) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            numbers.add(number(takes.next()));
        }
        return numbers;
    }

    private static List<Integer> upTo(int parts) {
        return IntStream.range(0, parts).boxed().toList();
    }

    @AfterEach
    void close() {
        takes.close();
    }

    @Test
    void all_are_taken_in_order_and_spoken_once_so_many_at_once() throws Exception {
        takes = takes(MANY, 3);
        assertThat(rest(MANY)).isEqualTo(upTo(MANY));
        assertThat(spoken).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(most).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void a_taker_who_stands_still_holds_up_nothing_where_there_is_a_shelf() throws Exception {
        takes = takes(MANY, 3);
        takes.next();
        Waiting.until(() -> spoken.size() == MANY);
        assertThat(rest(MANY - 1)).isEqualTo(upTo(MANY).subList(1, MANY));
        assertThat(spoken).hasSize(MANY);
    }

    @Test
    void without_a_shelf_no_more_is_begun_than_memory_should_hold() throws Exception {
        keeps = false;
        takes = takes(MANY, 3);
        takes.next();
        Waiting.until(() -> spoken.size() >= 4 + 2 * 3 && atOnce.get() == 0);
        assertThat(spoken).hasSize(4 + 2 * 3);
        assertThat(rest(MANY - 1)).isEqualTo(upTo(MANY).subList(1, MANY));
    }

    @Test
    void what_is_missing_behind_much_that_is_kept_is_spoken_at_once() throws Exception {
        shelf.addAll(upTo(MANY - 1));
        takes = takes(MANY, 1);
        takes.next();
        Waiting.until(() -> spoken.contains(MANY - 1));
        assertThat(rest(MANY - 1)).isEqualTo(upTo(MANY).subList(1, MANY));
        assertThat(spoken).containsExactly(MANY - 1);
    }

    @Test
    void what_cannot_be_read_from_the_shelf_is_spoken_within_the_bound() throws Exception {
        shelf.addAll(upTo(50));
        lost.addAll(upTo(MANY));
        takes = takes(MANY, 2);
        assertThat(rest(MANY)).isEqualTo(upTo(MANY));
        assertThat(most).hasValueLessThanOrEqualTo(2);
        assertThat(spoken).contains(0, 49, 50, MANY - 1);
    }

    @Test
    void a_text_that_occurs_again_is_not_spoken_again() throws Exception {
        takes = new Takes(IntStream.range(0, 10).mapToObj(_ -> new Line(3)).toList(), () -> 1);
        assertThat(rest(10)).containsOnly(3);
        assertThat(spoken).containsExactly(3);
    }

    @Test
    void a_refusal_far_ahead_ends_it_at_once_and_nothing_more_is_begun() throws Exception {
        permits.drainPermits();
        EngineFailure failure = EngineFailure.permanent("engine_refused", "no");
        List<Takes.Part> parts =
                new ArrayList<>(IntStream.range(0, 10).mapToObj(Line::new).toList());
        parts.add(1, new Line(77) {
            @Override
            public Spoken speak() {
                return new Spoken.Refused(failure);
            }
        });
        takes = new Takes(parts, () -> 2);
        assertThat(takes.next()).isEqualTo(new Spoken.Refused(failure));
        assertThat(spoken).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void what_was_taken_is_let_go_of() throws Exception {
        keeps = false;
        takes = takes(MANY, 3);
        List<WeakReference<Spoken>> taken = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            taken.add(new WeakReference<>(takes.next()));
        }
        Waiting.until(() -> {
            System.gc();
            return taken.subList(0, 45).stream().allMatch(one -> one.get() == null);
        });
    }

    @Test
    void an_error_in_a_part_is_told_and_closing_interrupts_the_others() throws Exception {
        permits.drainPermits();
        List<Takes.Part> parts = List.of(new Line(2), new Line(1) {
            @Override
            public Spoken speak() {
                throw new StackOverflowError("a bug");
            }
        });
        takes = new Takes(parts, () -> 2);
        assertThatThrownBy(takes::next).hasRootCauseMessage("a bug");
        takes.close();
        assertThat(shelf).as("the other one was ended").isEmpty();
    }
}
