package dev.chorale.api.admin;

import dev.chorale.api.admin.DeadLettersResource.RedriveRequest;
import dev.chorale.api.jobs.Conditions;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
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
        Conditions conditions = chosen(
                        query.one("tenant"), query.one("engine"), query.one("voice"), query.one("error_code"))
                .given("createdAt > :after", "after", query.time("created_after"))
                .given("createdAt < :before", "before", query.time("created_before"))
                .given("id < :cursor", "cursor", query.after());
        return Page.rows(DeadLetter.find(conditions.ordered("id desc"), conditions.values()), query);
    }

    @Transactional
    List<UUID> oldest(RedriveRequest request, int limit) {
        Conditions conditions = chosen(
                Optional.ofNullable(request.tenant()),
                Optional.ofNullable(request.engine()),
                Optional.ofNullable(request.voice()),
                Optional.ofNullable(request.errorCode()));
        List<DeadLetter> found = DeadLetter.<DeadLetter>find(conditions.ordered("id"), conditions.values())
                .range(0, limit - 1)
                .list();
        return found.stream().map(letter -> letter.id).toList();
    }

    private static Conditions chosen(
            Optional<String> tenant, Optional<String> engine, Optional<String> voice, Optional<String> errorCode) {
        return new Conditions()
                .given("tenant = :tenant", "tenant", tenant)
                .given("engine = :engine", "engine", engine)
                .given("voice = :voice", "voice", voice)
                .given("errorCode = :error", "error", errorCode);
    }
}
