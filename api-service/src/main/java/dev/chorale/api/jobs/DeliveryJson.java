package dev.chorale.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.common.job.Ids;
import org.jspecify.annotations.Nullable;

/**
 * A webhook delivery as the API writes it.
 *
 * @param id what the receiver saw as {@code webhook-id}
 * @param nextAt when it is tried again; absent once it is over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DeliveryJson(
        String id,
        String jobId,
        String type,
        String state,
        int attempts,
        @Nullable String nextAt,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        String createdAt,
        @Nullable String finishedAt) {

    static DeliveryJson of(DeliveryView row) {
        return new DeliveryJson(
                Ids.write("msg", row.id),
                Ids.write("job", row.jobId),
                row.type,
                row.state,
                row.attempts,
                row.finishedAt == null ? Rfc3339.write(row.nextAt) : null,
                row.lastStatus,
                row.lastError,
                Rfc3339.write(row.createdAt),
                Rfc3339.writeIfThere(row.finishedAt));
    }
}
