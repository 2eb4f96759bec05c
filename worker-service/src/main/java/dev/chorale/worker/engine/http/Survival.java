package dev.chorale.worker.engine.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Whether a process outlived a call that was cut: that is how servers report failures, and also what a killed one leaves. */
public final class Survival {
    /** The longest that a connection may take to be made. */
    public static final Duration CONNECT = Duration.ofSeconds(3);

    private Survival() {}

    /** The answer; {@link Answer.Lost} for one that was cut by a process which listens no more. */
    public static Answer judged(Answer answer, URI address) {
        return answer instanceof Answer.Cut && isGone(address) ? new Answer.Lost() : answer;
    }

    /** Whether something takes connections there. */
    public static boolean listens(URI address) {
        try {
            connect(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void connect(URI address) throws IOException {
        int port =
                address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(address.getHost(), port), (int) CONNECT.toMillis());
        }
    }

    private static boolean isGone(URI address) {
        try {
            connect(address);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
