package dev.chorale.worker.claim;

/** How many more runs an engine shall have here, for none of which it is asked yet. Holds no state of its own. */
record Room(ServedEngine engine, ClaimSettings settings, RunningRuns running) {
    /**
     * Of any lane: beside those that it speaks at once a quarter more, at least one, so that it never waits for a claim. What
     * waits longer, waits where every worker can take it. What is only encoded and stored any more keeps its slot, but not
     * the engine.
     */
    int forAny() {
        int atOnce = engine.renderer().runsAtOnce();
        return within(atOnce + more(atOnce), settings.slotsOfOne() - settings.slotsForUrgent());
    }

    /** Of the interactive lane: as many more again, and the last slots. Books may hold all others for hours. */
    int forUrgent() {
        int atOnce = engine.renderer().runsAtOnce();
        return within(atOnce + 2 * more(atOnce), settings.slotsOfOne());
    }

    private static int more(int atOnce) {
        return Math.max(1, atOnce / 4);
    }

    private int within(int unspoken, int slots) {
        int unspokenLeft = unspoken - running.unspokenOf(engine.name());
        int slotsLeft = slots - running.of(engine.name());
        return Math.max(0, Math.min(unspokenLeft, slotsLeft));
    }
}
