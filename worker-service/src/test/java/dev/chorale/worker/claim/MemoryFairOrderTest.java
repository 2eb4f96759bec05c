package dev.chorale.worker.claim;

import dev.chorale.common.memory.MemoryRows;
import dev.chorale.common.memory.MemoryTables;

class MemoryFairOrderTest extends FairOrderContract {
    MemoryFairOrderTest() {
        MemoryTables tables = MemoryTables.whole();
        super(new MemoryRows(tables), new MemoryClaims(tables));
    }
}
