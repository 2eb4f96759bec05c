package dev.chorale.worker.engine.http;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;

/** What has come of one answer, and how long the rest of it may take. The calling thread's alone. */
public final class Body {
    private final CallLimits limits;
    private final long begun = System.nanoTime();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Optional<Duration> firstSound = Optional.empty();

    /** The call begins now. */
    public Body(CallLimits limits) {
        this.limits = limits;
    }

    /** How long the next piece may take, in nanoseconds; 0 if its time is up already. */
    public long patienceNanos() {
        long passed = System.nanoTime() - begun;
        long step = isEmpty()
                ? limits.firstByte().toNanos() - passed
                : limits.stall().toNanos();
        return Math.max(0, Math.min(step, limits.whole().toNanos() - passed));
    }

    /** That the next piece took longer than it may. */
    public Answer overran() {
        boolean inAll = System.nanoTime() - begun >= limits.whole().toNanos();
        return new Answer.Overran(inAll ? limits.whole() : isEmpty() ? limits.firstByte() : limits.stall());
    }

    /** Adds a piece, whatever its size: who reads looks at {@link #size()}. */
    public void add(byte[] piece) {
        bytes.writeBytes(piece);
        if (firstSound.isEmpty() && size() > CallTimes.MOST_HEADER_BYTES) {
            firstSound = Optional.of(passed());
        }
    }

    public int size() {
        return bytes.size();
    }

    /** All that came. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Tells {@link CallTimes#LISTENER}, where one is bound, that the call has ended. */
    public void tell(String path) {
        if (CallTimes.LISTENER.isBound()) {
            CallTimes.LISTENER.get().accept(new CallTimes(path, firstSound, passed(), size()));
        }
    }

    private boolean isEmpty() {
        return size() == 0;
    }

    private Duration passed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
