package dev.chorale.api.admin;

import dev.chorale.api.admin.DeadLettersResource.RedriveRequest;
import dev.chorale.api.jobs.Conditions;
import dev.chorale.api.jobs.ListQuery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads dead letters. Each call is a transaction of its own. */
@ApplicationScoped
public class DeadLetters {
    static final Set<String> FILTERS =
            Set.of("tenant", "engine", "voice", "error_code", "created_after", "created_before");

    @Transactional
    Optional<DeadLetter> find(UUID job) {
        return DeadLetter.find("id = ?1", job).singleResultOptional();
    }

    /** Up to one more than the query's limit. */
    @Transactional
    List<DeadLetter> newestFirst(ListQuery query) {
        Conditions conditions = new Conditions()
                .given("tenant = :tenant", "tenant", query.one("tenant"))
                .given("engine = :engine", "engine", query.one("engine"))
                .given("voice = :voice", "voice", query.one("voice"))
                .given("errorCode = :error", "error", query.one("error_code"))
                .given("createdAt > :after", "after", query.time("created_after"))
                .given("createdAt < :before", "before", query.time("created_before"))
                .given("id < :cursor", "cursor", query.after());
        return DeadLetter.<DeadLetter>find(conditions.ordered("id desc"), conditions.values())
                .range(0, query.limit())
                .list();
    }

    @Transactional
    List<UUID> oldest(RedriveRequest chosen, int limit) {
        Conditions conditions = new Conditions()
                .given("tenant = :tenant", "tenant", Optional.ofNullable(chosen.tenant()))
                .given("engine = :engine", "engine", Optional.ofNullable(chosen.engine()))
                .given("voice = :voice", "voice", Optional.ofNullable(chosen.voice()))
                .given("errorCode = :error", "error", Optional.ofNullable(chosen.errorCode()));
        List<DeadLetter> found = DeadLetter.<DeadLetter>find(conditions.ordered("id"), conditions.values())
                .range(0, limit - 1)
                .list();
        return found.stream().map(letter -> letter.id).toList();
    }
}
