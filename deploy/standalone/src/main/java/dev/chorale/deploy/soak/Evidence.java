package dev.chorale.deploy.soak;

import java.util.Map;

/**
 * All that is known when nothing runs any more.
 *
 * @param journal what callers wanted and were told
 * @param ledger what PostgreSQL has
 * @param caller the API
 * @param news what the receiver got, by job
 * @param callers what callers met
 * @param speech what audio should be
 * @param spoken how often the engine spoke each sound, by digest
 */
record Evidence(
        ClientJournal journal,
        Ledger ledger,
        Caller caller,
        Map<String, Receiver.News> news,
        Tally callers,
        Speech speech,
        Map<String, Integer> spoken) {
    Evidence {
        news = Map.copyOf(news);
        spoken = Map.copyOf(spoken);
    }
}
