package dev.chorale.common.outcome;

import dev.chorale.common.memory.MemoryRows;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryWithdrawals;

class MemoryWithdrawalsTest extends WithdrawalsContract {
    MemoryWithdrawalsTest() {
        MemoryTables tables = MemoryTables.whole();
        super(new MemoryRows(tables), new MemoryWithdrawals(tables));
    }
}
