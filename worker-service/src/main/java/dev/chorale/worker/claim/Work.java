package dev.chorale.worker.claim;

import dev.chorale.common.job.State;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.speech.UtteranceJson;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.JobEvents;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Settlement;
import dev.chorale.worker.settle.Settlement.LeaseLost;
import dev.chorale.worker.settle.Settlement.OutOfReach;
import dev.chorale.worker.settle.Settlement.Settled;
import dev.chorale.worker.settle.Settler;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Takes each claimed run through the rooms behind: spoken, then settled, on a thread of its own. */
@Singleton
final class Work {
    private static final Logger LOG = Logger.getLogger(Work.class);
    /**
     * Longer than an adapter trusts what it heard of a process before. So the first that the process gets is the question
     * whether it lives, and a death that others saw is not this run's.
     */
    static final Duration BEFORE_A_SUSPECT = Duration.ofMillis(1500);

    private static final Trouble BROKE_OFF =
            Trouble.of("internal_error", Cause.PASSING, "the worker met an unexpected error");
    private static final Builds NOTHING_WAS_MADE = new Builds("", "");

    private final RunningRuns running;
    private final Slots slots;
    private final Lease lease;
    private final Settler settler;
    private final JobEvents events;
    private final ThreadFactory threads;
    private final Pause pause;

    /** @param actual what really made it */
    private record Rendered(Outcome outcome, Builds actual) {}

    /** @param threads one for each run */
    Work(
            RunningRuns running,
            Slots slots,
            Lease lease,
            Settler settler,
            JobEvents events,
            ThreadFactory threads,
            Pause pause) {
        this.running = running;
        this.slots = slots;
        this.lease = lease;
        this.settler = settler;
        this.events = events;
        this.threads = threads;
        this.pause = pause;
    }

    /**
     * Starts the run and returns at once. The caller's slot goes with it and is given back when it has ended.
     *
     * @param listener is told how the engine's part ended, before that is settled
     */
    void begin(Claimed claimed, ServedEngine engine, Consumer<Outcome> listener) {
        RunningRun run = new RunningRun(claimed.held(), engine.name(), claimed.voiceKey());
        running.add(run);
        Thread thread = threads.newThread(() -> work(run, claimed, engine, listener));
        thread.setName("run-" + claimed.held().fence().run());
        run.runOn(thread);
    }

    private void work(RunningRun run, Claimed claimed, ServedEngine engine, Consumer<Outcome> listener) {
        try {
            tryOnce(run, claimed, engine, listener);
        } catch (InterruptedException aborted) {
            LOG.debugf("run ended early run=%s", run.held().fence().run());
        } finally {
            running.remove(run);
            slots.giveBack(1);
        }
    }

    private void tryOnce(RunningRun run, Claimed claimed, ServedEngine engine, Consumer<Outcome> listener)
            throws InterruptedException {
        try {
            events.tell(State.RUNNING, claimed.jobs());
            Rendered rendered = render(run, claimed, engine);
            listener.accept(rendered.outcome());
            try {
                settle(run, rendered);
            } finally {
                deleteFileOf(rendered.outcome());
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "run was not settled run=%s", run.held().fence().run());
            charge(run);
        }
    }

    /** What broke in our hands may break again, also by its text: such tries must come to an end. */
    private void charge(RunningRun run) throws InterruptedException {
        run.beginSettling();
        if (run.isAborted()) {
            return;
        }
        Fence fence = run.held().fence();
        try {
            settler.settle(run.held(), BROKE_OFF, NOTHING_WAS_MADE, () -> lease.isTrusted(fence.worker()));
        } catch (RuntimeException e) {
            LOG.warnf(
                    "try was not charged run=%s cause=%s",
                    fence.run(), e.getClass().getSimpleName());
        }
    }

    private Rendered render(RunningRun run, Claimed claimed, ServedEngine engine) throws InterruptedException {
        Utterance utterance;
        try {
            utterance = UtteranceJson.read(claimed.utterance());
        } catch (IllegalArgumentException e) {
            return new Rendered(
                    Trouble.of(
                            "request_unreadable",
                            Cause.UNKNOWN_HERE,
                            "this worker does not know the form of the request"),
                    engine.builds());
        }
        return new Rendered(render(run, utterance, engine), engine.buildsOf(utterance));
    }

    private Outcome render(RunningRun run, Utterance utterance, ServedEngine engine) throws InterruptedException {
        if (run.held().isTriedAlone()) {
            pause.of(BEFORE_A_SUSPECT);
        }
        try {
            return engine.renderer().render(run.held(), utterance, run::progressed);
        } catch (RuntimeException e) {
            LOG.errorf(e, "run broke off run=%s", run.held().fence().run());
            return BROKE_OFF;
        }
    }

    private void settle(RunningRun run, Rendered rendered) throws InterruptedException {
        if (!run.beginSettling()) {
            return;
        }
        Fence fence = run.held().fence();
        BooleanSupplier trusted = () -> lease.isTrusted(fence.worker());
        Outcome outcome = rendered.outcome();
        tellLog(fence, outcome, settler.settle(run.held(), outcome, rendered.actual(), trusted));
    }

    private static void tellLog(Fence fence, Outcome outcome, Settlement settlement) {
        String ids = "run=" + fence.run() + " epoch=" + fence.epoch();
        switch (settlement) {
            case Settled settled ->
                LOG.infof(
                        "run settled %s state=%s jobs=%d code=%s",
                        ids,
                        settled.state().wireName(),
                        settled.jobs().size(),
                        outcome instanceof Trouble trouble ? trouble.code() : "none");
            case LeaseLost() -> LOG.warnf("run was no longer ours %s", ids);
            case OutOfReach() -> LOG.warnf("run was left to others, no answer from the database %s", ids);
        }
    }

    private static void deleteFileOf(Outcome outcome) {
        if (outcome instanceof Finished finished) {
            try {
                Files.deleteIfExists(finished.file());
            } catch (IOException e) {
                LOG.warnf("work file was left behind cause=%s", e.getClass().getSimpleName());
            }
        }
    }
}
