package dev.chorale.deploy.launch;

/** A command cannot do what it was asked to; the message is one sentence for the person at the terminal. */
public final class Failure extends RuntimeException {
    public Failure(String sentence) {
        super(sentence);
    }

    public Failure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
