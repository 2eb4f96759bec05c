package dev.chorale.worker.claim;

import dev.chorale.common.memory.MemoryRows;
import dev.chorale.common.memory.MemoryTables;

class MemoryWorkerRowsTest extends WorkerRowsContract {
    MemoryWorkerRowsTest() {
        MemoryTables tables = MemoryTables.whole();
        super(new MemoryRows(tables), new MemoryWorkerRows(tables, SETTINGS));
    }
}
