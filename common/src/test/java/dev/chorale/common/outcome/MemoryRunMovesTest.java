package dev.chorale.common.outcome;

import dev.chorale.common.memory.MemoryRows;
import dev.chorale.common.memory.MemoryRunMoves;
import dev.chorale.common.memory.MemoryTables;

class MemoryRunMovesTest extends RunMovesContract {
    MemoryRunMovesTest() {
        MemoryTables tables = MemoryTables.whole();
        super(new MemoryRows(tables), new MemoryRunMoves(tables));
    }
}
