package dev.chorale.worker.limit;

import java.util.Optional;

/** Keeps what was found, for the next start. */
public interface StandingStore {
    /** @param process by engine, build, model and GPU */
    Optional<Standing> find(String process);

    /** Where another worker knows of a later ceiling, that one stays. */
    void keep(String process, Standing standing);
}
