package dev.chorale.worker.engine;

/**
 * One speech of an engine, and whom to tell if it cannot be its text: that comes out only when its call has ended and made
 * room for the next. One thread's at a time.
 */
public final class Belief {
    private static final ScopedValue<Belief> SPEAKING = ScopedValue.newInstance();

    private Runnable ifNot = () -> {};

    /** Lets the engine speak, see {@link SpeechEngine#speak}. */
    public Spoken of(SpeechEngine engine, Segment segment) throws InterruptedException {
        return ScopedValue.where(SPEAKING, this).call(() -> engine.speak(segment));
    }

    /** By who called a process for the engine that speaks now, in the same thread: the last one that spoke is told. */
    public static void ifNot(Runnable told) {
        if (SPEAKING.isBound()) {
            SPEAKING.get().ifNot = told;
        }
    }

    /** The audio cannot be the text. May block for a moment. */
    public void lose() {
        ifNot.run();
    }
}
