package dev.chorale.deploy.soak;

import dev.chorale.common.time.Pause;
import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Story.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * O10: what callers were told of their jobs while things broke, over connections that ended and began anew at another API,
 * is what is told of them in the end, event by event.
 */
final class StoryProof {
    private static final int TRIES = 3;

    private final Evidence evidence;
    private final Findings findings;

    StoryProof(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    /** How many stories were compared. */
    int compare() throws InterruptedException {
        int compared = 0;
        for (Submit submit : evidence.journal().all()) {
            if (submit.job() != null && !submit.story().told().isEmpty()) {
                compare(submit);
                compared++;
            }
        }
        return compared;
    }

    private void compare(Submit submit) throws InterruptedException {
        List<Event> told = submit.story().told();
        List<Event> whole = whole(submit);
        if (submit.story().isOver() ? !told.equals(whole) : !isBeginning(told, whole)) {
            findings.add(Kind.WRONG, "O10", submit.job() + " was told as " + told + ", but it is " + whole);
        }
    }

    /** Who lost patience knows a part. */
    private static boolean isBeginning(List<Event> told, List<Event> whole) {
        return told.size() <= whole.size() && whole.subList(0, told.size()).equals(told);
    }

    private List<Event> whole(Submit submit) throws InterruptedException {
        for (int n = 0; n < TRIES; n++) {
            Story whole = new Story();
            try {
                evidence.caller().follow(n, Objects.requireNonNull(submit.job()), whole);
            } catch (IOException away) {
                Pause.system().of(Duration.ofSeconds(1));
            }
            if (whole.isOver()) {
                return whole.told();
            }
        }
        return List.of();
    }
}
