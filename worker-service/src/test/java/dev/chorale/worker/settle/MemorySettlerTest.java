package dev.chorale.worker.settle;

import dev.chorale.common.memory.MemoryRows;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryWithdrawals;

class MemorySettlerTest extends SettlerContract {
    MemorySettlerTest() {
        MemoryTables tables = MemoryTables.whole();
        super(new MemoryRows(tables), new MemoryOutcomes(tables), new MemoryWithdrawals(tables));
    }
}
