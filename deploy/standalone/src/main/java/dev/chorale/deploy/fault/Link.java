package dev.chorale.deploy.fault;

import dev.chorale.deploy.fault.Interference.CloseAfter;
import dev.chorale.deploy.fault.Interference.CorruptOne;
import dev.chorale.deploy.fault.Interference.Delay;
import dev.chorale.deploy.fault.Interference.Dribble;
import dev.chorale.deploy.fault.Interference.HalfOpen;
import dev.chorale.deploy.fault.Interference.Pass;
import dev.chorale.deploy.fault.Interference.Refuse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** One forwarded connection: two sockets and a pump for each direction. */
final class Link {
    private static final int CHUNK = 16_384;

    private final Socket near;
    private final Socket far;
    private final Switch mode;

    Link(Socket near, Socket far, Switch mode) {
        this.near = near;
        this.far = far;
        this.mode = mode;
    }

    /** Forwards in both directions until both have ended or one has failed. Blocks. */
    void forward() {
        Thread back = Thread.ofVirtual().start(() -> pump(far, near, Direction.BACK));
        pump(near, far, Direction.FORTH);
        try {
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reset();
        }
    }

    void reset() {
        reset(near);
        reset(far);
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closed) {
            // It is gone, which is all that was wanted.
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] chunk = new byte[CHUNK];
        Interference counted = mode.get();
        long gone = 0;
        try {
            for (int n = from.getInputStream().read(chunk);
                    n >= 0;
                    n = from.getInputStream().read(chunk)) {
                Interference now = mode.awaitMovement(direction);
                gone = now == counted ? gone : 0;
                counted = now;
                write(to.getOutputStream(), chunk, n, direction, gone, now);
                mode.passed(direction);
                gone += n;
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            reset();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    /** @param gone how many bytes went this way under this interference before */
    private void write(OutputStream out, byte[] chunk, int length, Direction direction, long gone, Interference now)
            throws IOException, InterruptedException {
        switch (now) {
            case Pass _, Refuse _, HalfOpen _ -> out.write(chunk, 0, length);
            case Delay(var held) -> {
                TimeUnit.NANOSECONDS.sleep(held.toNanos());
                out.write(chunk, 0, length);
            }
            case Dribble _ -> {
                for (int i = 0; i < length; i++) {
                    out.write(chunk, i, 1);
                }
            }
            case CloseAfter(long bytes) -> {
                out.write(chunk, 0, (int) Math.clamp(bytes - gone, 0, length));
                if (gone + length >= bytes) {
                    throw new IOException("so many bytes have gone");
                }
            }
            case CorruptOne(Direction wanted, long after) -> {
                long at = after - gone;
                if (wanted == direction && at >= 0 && at < length && mode.passAfter(now)) {
                    chunk[(int) at] ^= 0x55;
                }
                out.write(chunk, 0, length);
            }
        }
    }
}
