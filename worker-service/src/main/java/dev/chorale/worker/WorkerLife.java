package dev.chorale.worker;

import dev.chorale.common.store.AudioStore;
import dev.chorale.worker.claim.Claiming;
import dev.chorale.worker.claim.ServedEngine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;

/** The start and the end of this process, in order. */
@Singleton
public class WorkerLife {
    private static final Logger LOG = Logger.getLogger(WorkerLife.class);

    private final Engines engines;
    private final EngineRows rows;
    private final AudioStore store;
    private final Claiming claiming;
    private final WorkDir workDir;
    private volatile boolean open;

    WorkerLife(Engines engines, EngineRows rows, AudioStore store, Claiming claiming, WorkDir workDir) {
        this.engines = engines;
        this.rows = rows;
        this.store = store;
        this.claiming = claiming;
        this.workDir = workDir;
    }

    void start(@Observes StartupEvent event) throws InterruptedException {
        List<ServedEngine> served = engines.open();
        rows.register(served);
        served.forEach(engine -> LOG.infof(
                "engine registered engine=%s build=%s encoder=%s",
                engine.name(), engine.builds().voice(), engine.builds().encoder()));
        Thread.ofVirtual().name("bucket").start(this::makeBucket);
        claiming.open(served);
        open = true;
    }

    /** First of all observers, while the database and the object store can still be reached. */
    void end(@Observes @Priority(1) ShutdownEvent event) {
        if (open) {
            open = false;
            claiming.drain();
            engines.close();
            workDir.remove();
        }
    }

    boolean isOpen() {
        return open;
    }

    private void makeBucket() {
        try {
            store.makeBucket();
        } catch (IOException e) {
            LOG.warnf("bucket was not made cause=%s", e.getMessage());
        }
    }
}
