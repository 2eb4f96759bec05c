package dev.chorale.worker.claim;

import dev.chorale.common.memory.MemoryRows;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryWithdrawals;

class MemoryClaimsTest extends ClaimsContract {
    MemoryClaimsTest() {
        MemoryTables tables = MemoryTables.whole();
        super(new MemoryRows(tables), new MemoryClaims(tables), new MemoryWithdrawals(tables));
    }
}
