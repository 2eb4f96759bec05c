package dev.chorale.common.memory;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code run}. */
public final class RunRow {
    /** After its first wake-up. */
    static final Duration ANNOUNCED_AGAIN = Duration.ofSeconds(5);

    public final UUID id;
    public final UUID tenant;
    public final String cacheKey;
    public final String utterance;
    public Lane lane;
    public String engine;
    public @Nullable String voiceKey;
    public String voiceVersion = "";
    public String encoderBuild = "";
    public long costMs;
    public State state = State.QUEUED;
    public int sequence = 1;
    public int epoch;
    public int attempts;
    public int suspicion;
    public int permille;
    public int wakeUps;
    public @Nullable UUID worker;
    public Instant notBefore;
    public Instant wakeDue;
    public @Nullable Instant finishedAt;
    public @Nullable String errorCode;

    RunRow(NewJob first, Instant now) {
        this.id = first.run();
        this.tenant = first.tenant();
        this.cacheKey = first.cacheKey();
        this.utterance = first.utterance();
        this.lane = first.lane();
        this.engine = first.engine();
        this.notBefore = now;
        this.wakeDue = now.plus(ANNOUNCED_AGAIN);
    }

    public boolean isDue(Instant now) {
        return !notBefore.isAfter(now);
    }
}
