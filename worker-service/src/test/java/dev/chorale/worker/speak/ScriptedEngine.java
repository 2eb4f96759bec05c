package dev.chorale.worker.speak;

import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Skill;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An engine that keeps the port's contract and does with each segment what the test says. */
final class ScriptedEngine implements SpeechEngine {
    /** What it does with a segment. */
    interface Script {
        Spoken speak(Segment segment, int callsBefore) throws InterruptedException;
    }

    final ConcurrentLinkedQueue<Segment> calls = new ConcurrentLinkedQueue<>();
    String unreadable = "";
    private final Script script;

    ScriptedEngine(Script script) {
        this.script = script;
    }

    @Override
    public EngineCard card() {
        return new EngineCard(
                "scripted",
                "test",
                "test 1",
                List.of(new EngineVoice("one", "en-US", "One"), new EngineVoice("two", "en-US", "Two")),
                200,
                16000,
                4);
    }

    @Override
    public MadeSkills madeSkills() {
        return new MadeSkills(List.of(MadeSkills.rule("mode", "told", Set.of(Skill.EMPHASIS))));
    }

    @Override
    public Optional<EngineFailure> refusalOf(Segment segment) {
        return unreadable.isEmpty() || !segment.text().contains(unreadable)
                ? Optional.empty()
                : Optional.of(EngineFailure.permanent(EngineFailure.ENGINE_REFUSED, "it reads no such letters"));
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        return script.speak(segment, entered(segment));
    }

    private synchronized int entered(Segment segment) {
        calls.add(segment);
        return calls.size() - 1;
    }
}
