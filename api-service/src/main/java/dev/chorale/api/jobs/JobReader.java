package dev.chorale.api.jobs;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads jobs from the view. Each call is a transaction of its own, so it sees what was committed before it, also when the
 * same request asks twice. Blocks; meant for virtual threads.
 */
@ApplicationScoped
public class JobReader {
    static final Set<String> FILTERS = Set.of("state", "kind", "voice", "created_after");

    /** The tenant's job, unless it was deleted. */
    @Transactional
    public Optional<JobView> find(UUID tenant, UUID job) {
        return JobView.find("id = ?1 and tenantId = ?2 and deletedAt is null", job, tenant)
                .singleResultOptional();
    }

    /** As {@link #find}, as the API writes it. */
    @Transactional
    public Optional<JobJson> json(UUID tenant, UUID job) {
        return find(tenant, job).map(JobJson::of);
    }

    /** The tenant's job. @throws Problem.Refusal 410 where it was deleted, 404 where there was none */
    @Transactional
    public JobView existing(UUID tenant, UUID job) {
        return find(tenant, job).orElseThrow(() -> {
            boolean deleted = wasDeleted(tenant, job);
            return (deleted ? Problem.erased() : Problem.notFound()).refusal();
        });
    }

    /** A job of any tenant, for admins. @throws Problem.Refusal as {@link #existing(UUID, UUID)} */
    @Transactional
    public JobView existing(UUID job) {
        JobView found = JobView.<JobView>findByIdOptional(job)
                .orElseThrow(() -> Problem.notFound().refusal());
        if (found.deletedAt != null) {
            throw Problem.erased().refusal();
        }
        return found;
    }

    private static boolean wasDeleted(UUID tenant, UUID job) {
        return JobView.count("id = ?1 and tenantId = ?2 and deletedAt is not null", job, tenant) > 0;
    }

    /** One page of the tenant's jobs, newest first. */
    @Transactional
    public Page<JobJson> list(UUID tenant, ListQuery query) {
        Conditions conditions = filters(query).always("tenantId = :tenant", "tenant", tenant);
        return Page.of(newestFirst(conditions, query), query, job -> job.id, JobJson::of);
    }

    /** The conditions that every list of jobs knows: not deleted, and {@link #FILTERS}. */
    public static Conditions filters(ListQuery query) {
        List<String> states = query.states();
        Conditions conditions = new Conditions()
                .always("deletedAt is null")
                .given("state in (:states)", "states", Optional.of(states).filter(s -> !s.isEmpty()))
                .given("kind = :kind", "kind", query.kind())
                .given("voice = :voice", "voice", query.one("voice"))
                .given("createdAt > :after", "after", query.time("created_after"));
        return areOfTheLiving(states) ? conditions.always("finishedAt is null") : conditions;
    }

    /** Said to the database too, which looks through the few jobs that have not ended then. */
    private static boolean areOfTheLiving(List<String> states) {
        return !states.isEmpty() && states.stream().map(State::byWireName).noneMatch(State::isTerminal);
    }

    /** Up to one job more than the query's limit, from its cursor on: keyset, so a late page costs what the first does. */
    public static List<JobView> newestFirst(Conditions conditions, ListQuery query) {
        conditions.given("id < :cursor", "cursor", query.after());
        return Page.rows(JobView.find(conditions.ordered("id desc"), conditions.values()), query);
    }
}
