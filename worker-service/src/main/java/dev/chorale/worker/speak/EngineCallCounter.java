package dev.chorale.worker.speak;

/** Counts calls of engines. Called on several threads, before each call. */
@FunctionalInterface
public interface EngineCallCounter {
    void engineCalled(String engineName);
}
