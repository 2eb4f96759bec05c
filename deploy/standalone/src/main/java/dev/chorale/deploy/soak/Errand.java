package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.soak.Caller.Answer;
import dev.chorale.deploy.soak.Submit.Manner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one caller does. Without an answer it asks again with the same Idempotency-Key, at another API, for as long as a
 * patient caller would.
 */
final class Errand {
    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int FIRST_REST_MS = 300;
    private static final int MOST_DOUBLINGS = 5;
    private static final Duration TO_THE_AUDIO = Duration.ofSeconds(4);

    private final Caller caller;
    private final ClientJournal journal;
    private final Tally tally;
    private final Wording wording;
    private final Pause pause = Pause.system();

    /** One caller's plan. */
    record Wish(Submit submit, int number, @Nullable Duration cancelAfter, boolean asksTwice) {}

    Errand(Caller caller, ClientJournal journal, Tally tally, Wording wording) {
        this.caller = caller;
        this.journal = journal;
        this.tally = tally;
        this.wording = wording;
    }

    /** From the submit to its cancel, if there is one, or to the audio. */
    void pursue(Wish wish, long due) throws InterruptedException {
        if (submit(wish, due)) {
            if (wish.asksTwice()) {
                repeat(wish);
                fetch(wish);
            }
            cancel(wish);
            if (wish.submit().manner() == Manner.FOLLOWING) {
                hearAll(wish, due);
            }
        }
    }

    /** Comes again, with what it knows, whenever a stream ends before the story does. */
    private void hearAll(Wish wish, long due) throws InterruptedException {
        Submit submit = wish.submit();
        for (int n = 0; !submit.story().isOver() && System.nanoTime() - due < PATIENCE.toNanos(); n++) {
            try {
                caller.follow(wish.number() + n, Objects.requireNonNull(submit.job()), submit.story());
            } catch (IOException away) {
                journal.note("stream broke off", submit, String.valueOf(away));
            }
            if (!submit.story().isOver()) {
                pause.of(rest(n));
            }
        }
    }

    /** Whether the submit was accepted. */
    boolean submit(Wish wish, long due) throws InterruptedException {
        Submit submit = wish.submit();
        journal.intend(submit);
        for (int attempt = 0; System.nanoTime() - due < PATIENCE.toNanos(); attempt++) {
            Duration rest = rest(attempt);
            try {
                Answer answer = send(submit, wish.number() + attempt);
                if (answer.isGood()) {
                    return accepted(submit, answer, due);
                }
                if (answer.status() < 500 && answer.status() != 429 || answer.status() == 502) {
                    return ended(submit, answer);
                }
                rest = answer.retryAfter().orElse(rest);
            } catch (IOException away) {
                journal.note("unanswered", submit, String.valueOf(away));
            }
            tally.unanswered.incrementAndGet();
            pause.of(rest);
        }
        tally.gaveUp.incrementAndGet();
        return false;
    }

    /** Twice as long each time, up to 10 s, and never the same for all: what comes up again must not be run over. */
    private static Duration rest(int attempt) {
        int longest = FIRST_REST_MS << Math.min(attempt, MOST_DOUBLINGS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(longest / 2, longest));
    }

    private Answer send(Submit submit, int number) throws IOException, InterruptedException {
        int api = number % caller.apis();
        tally.sent(submit.key(), api);
        try {
            return submit.manner() == Manner.LISTENING
                    ? caller.speak(api, wording.speech(submit.line()), submit.key())
                    : caller.submit(api, wording.job(submit), submit.key());
        } finally {
            tally.back(submit.key());
        }
    }

    private boolean accepted(Submit submit, Answer answer, long due) {
        if (submit.manner() == Manner.LISTENING) {
            submit.heard(Sha256.hex(answer.body()));
            journal.accepted(submit, answer.header("X-Job-Id"));
        } else {
            tally.answered(due);
            journal.accepted(submit, answer.json().path("id").asText());
        }
        return true;
    }

    /** Who waits for audio may hear that its job failed; nobody else may be refused. */
    private boolean ended(Submit submit, Answer answer) {
        journal.note("refused", submit, answer.json().toString());
        if (submit.manner() != Manner.LISTENING || answer.status() != 502) {
            tally.refused.incrementAndGet();
        }
        return false;
    }

    /** The same wish with the same key must be the same job. */
    private void repeat(Wish wish) throws InterruptedException {
        Submit submit = wish.submit();
        try {
            Answer answer = caller.submit(wish.number() + 1, wording.job(submit), submit.key());
            if (answer.isGood()) {
                tally.replayed.incrementAndGet();
                if (!answer.json().path("id").asText().equals(submit.job())) {
                    tally.replayedWrongly.incrementAndGet();
                    journal.note("replayed wrongly", submit, answer.json().toString());
                }
            }
        } catch (IOException away) {
            tally.unanswered.incrementAndGet();
        }
    }

    /** Looks once for the audio, from the API or by a signed URL; what is not there by then is compared in the end. */
    private void fetch(Wish wish) throws InterruptedException {
        pause.of(TO_THE_AUDIO);
        String path = "/v1/jobs/" + wish.submit().job() + "/audio";
        try {
            Answer answer = wish.number() % 2 == 0
                    ? caller.get(wish.number(), path)
                    : caller.redirected(caller.get(wish.number(), path + "?redirect=true"));
            if (answer.isGood()) {
                wish.submit().heard(Sha256.hex(answer.body()));
            }
        } catch (IOException away) {
            journal.note("audio unanswered", wish.submit(), String.valueOf(away));
        }
    }

    private void cancel(Wish wish) throws InterruptedException {
        if (wish.cancelAfter() == null) {
            return;
        }
        pause.of(wish.cancelAfter());
        Submit submit = wish.submit();
        try {
            Answer answer = caller.post(wish.number(), "/v1/jobs/" + submit.job() + "/cancel");
            if (answer.isGood()) {
                tally.cancelsAnswered.incrementAndGet();
                String state = answer.json().path("state").asText();
                submit.cancelled(Instant.now(), state.equals("cancelled"));
                journal.note("cancelled", submit, state);
            }
        } catch (IOException away) {
            journal.note("cancel unanswered", submit, String.valueOf(away));
        }
    }

    /**
     * How wishes are worded.
     *
     * @param engine what stands before the slash of voices
     * @param receiver where webhooks go
     */
    record Wording(String engine, String receiver) {
        private static final int RATE_HZ = 24_000;

        /** The body of a job. */
        ObjectNode job(Submit submit) {
            ObjectNode body = common(submit.line()).put("format", "pcm");
            if (submit.manner() == Manner.TOLD) {
                body.put("webhook_url", receiver);
            }
            if (submit.deadline() != null) {
                body.put("deadline", submit.deadline().toString());
            }
            return body;
        }

        /** The same line on the route of OpenAI's clients. */
        ObjectNode speech(Line line) {
            return common(line).put("model", engine).put("response_format", "pcm");
        }

        private ObjectNode common(Line line) {
            return Caller.JSON
                    .createObjectNode()
                    .put("input", line.text())
                    .put("voice", engine + "/" + line.voice())
                    .put("speed", line.speed())
                    .put("sample_rate", RATE_HZ);
        }
    }
}
