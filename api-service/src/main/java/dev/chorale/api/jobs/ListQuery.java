package dev.chorale.api.jobs;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.State;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Query parameters, read strictly: what is not known is refused, not skipped. */
public final class ListQuery {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final Set<String> PAGING = Set.of("limit", "cursor");
    private static final Set<String> KINDS = Set.of("synthesis", "training");

    private final String list;
    private final MultivaluedMap<String, String> given;

    private ListQuery(String list, MultivaluedMap<String, String> given) {
        this.list = list;
        this.given = given;
    }

    /**
     * Of a list.
     *
     * @param list its name, and whose rows it has: a cursor of another is refused
     * @param known the list's own parameters, beside {@code limit} and {@code cursor}
     * @throws Problem.Refusal 400 where a parameter is not known, or holds a control character
     */
    public static ListQuery read(String list, MultivaluedMap<String, String> given, Set<String> known) {
        refuseUnknown(given, Stream.concat(known.stream(), PAGING.stream()).collect(Collectors.toSet()));
        return new ListQuery(list, given);
    }

    /** Of one resource. @throws Problem.Refusal as {@link #read} */
    public static ListQuery strict(MultivaluedMap<String, String> given, Set<String> known) {
        refuseUnknown(given, known);
        return new ListQuery("", given);
    }

    private static void refuseUnknown(MultivaluedMap<String, String> given, Set<String> known) {
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw Problem.malformed(name, "unknown query parameter").refusal();
            }
            if (values.stream().anyMatch(v -> v.chars().anyMatch(Character::isISOControl))) {
                throw Problem.malformed(name, "control character").refusal();
            }
        });
    }

    public Optional<String> one(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.malformed(name, "given twice").refusal();
        }
        return values.stream().findFirst();
    }

    /** The states asked for, {@code state=queued,running} or {@code state=queued&state=running}; empty means all. */
    public List<String> states() {
        return given.getOrDefault("state", List.of()).stream()
                .flatMap(v -> Arrays.stream(v.split(",", -1)))
                .map(ListQuery::stateName)
                .toList();
    }

    public Optional<String> kind() {
        return one("kind").map(kind -> {
            if (!KINDS.contains(kind)) {
                throw Problem.invalid("kind", "expected synthesis or training").refusal();
            }
            return kind;
        });
    }

    public Optional<Instant> time(String name) {
        return one(name)
                .map(text -> Rfc3339.read(text)
                        .orElseThrow(() -> Problem.invalid(name, "expected an RFC 3339 time, as 2026-11-21T08:00:00Z")
                                .refusal()));
    }

    public int limit() {
        return one("limit").map(ListQuery::limitIn).orElse(DEFAULT_LIMIT);
    }

    /** The id after which the page begins. */
    public Optional<UUID> after() {
        return one("cursor").map(text -> idIn(Cursor.read(list, text)));
    }

    /** The name after which the page begins, in a list whose rows go by their name. */
    public Optional<String> afterName() {
        return one("cursor").map(text -> new String(Cursor.read(list, text), StandardCharsets.UTF_8));
    }

    /** What goes on after the row with this id. */
    String cursor(UUID id) {
        return Cursor.write(
                list,
                ByteBuffer.allocate(ID_BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
    }

    /** What goes on after the row of this name. */
    String cursor(String name) {
        return Cursor.write(list, name.getBytes(StandardCharsets.UTF_8));
    }

    private static UUID idIn(byte[] after) {
        if (after.length != ID_BYTES) {
            throw Cursor.forged();
        }
        ByteBuffer bytes = ByteBuffer.wrap(after);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static String stateName(String name) {
        try {
            return State.byWireName(name).wireName();
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(
                            "state", "expected queued, running, retrying, succeeded, failed, cancelled or expired")
                    .refusal();
        }
    }

    private static int limitIn(String text) {
        boolean digits = text.length() <= 3 && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int limit = digits ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.invalid("limit", "expected 1.." + MAX_LIMIT).refusal();
        }
        return limit;
    }
}
