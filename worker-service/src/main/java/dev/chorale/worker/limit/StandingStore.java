package dev.chorale.worker.limit;

import java.util.Optional;

/** Keeps what was found, for the next start. */
public interface StandingStore {
    /** @param process by engine, build, model and GPU */
    Optional<Standing> find(String process);

    /** Whose a process is of which something is kept: by that name an operator can have it forgotten. */
    void belongs(String process, String engine);

    /** Where another worker knows of a later ceiling, that one stays. */
    void keep(String process, Standing standing);
}
