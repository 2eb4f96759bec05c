package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.job.Lane;
import dev.chorale.worker.engine.child.Waiting;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final AtomicInteger most = new AtomicInteger(1);
    private final Places places = new Places(most::get);
    private final Queue<Lane> came = new ConcurrentLinkedQueue<>();

    @Test
    void who_is_interactive_is_let_in_before_all_that_wait_longer() throws Exception {
        places.enter(Lane.BULK);
        List<Lane> order = List.of(Lane.BULK, Lane.BULK, Lane.STANDARD, Lane.INTERACTIVE, Lane.INTERACTIVE);
        for (int i = 0; i < order.size(); i++) {
            comes(order.get(i), i + 1);
        }
        places.leave();

        Waiting.until(() -> came.size() == order.size());
        assertThat(came).containsExactly(Lane.INTERACTIVE, Lane.INTERACTIVE, Lane.STANDARD, Lane.BULK, Lane.BULK);
    }

    @Test
    void a_place_more_is_taken_although_nobody_left() throws Exception {
        places.enter(Lane.STANDARD);
        comes(Lane.STANDARD, 1);
        most.set(2);

        Waiting.until(() -> came.size() == 1);
    }

    @Test
    void who_gives_up_waiting_keeps_nobody_out() throws Exception {
        places.enter(Lane.BULK);
        Thread givesUp = comes(Lane.INTERACTIVE, 1);
        comes(Lane.BULK, 2);
        givesUp.interrupt();
        givesUp.join();
        places.leave();

        Waiting.until(() -> came.size() == 1);
        assertThat(came).containsExactly(Lane.BULK);
    }

    /** Comes, and when it is let in leaves at once. */
    private Thread comes(Lane lane, int waiting) throws Exception {
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                places.enter(lane);
                came.add(lane);
                places.leave();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Waiting.until(() -> places.waiting() == waiting);
        return thread;
    }
}
