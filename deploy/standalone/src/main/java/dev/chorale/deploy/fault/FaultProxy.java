package dev.chorale.deploy.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listens on 127.0.0.1 and forwards each connection to a target, with interference that can be changed at any time and
 * takes effect on open connections too. At most 1,024 connections at once; more are reset.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int MOST_LINKS = 1_024;
    private static final int BACKLOG = 256;
    private static final int CONNECT_MS = 5_000;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Switch mode = new Switch();

    private FaultProxy(ServerSocket server, InetSocketAddress target) {
        this.server = server;
        this.target = target;
    }

    /**
     * Starts listening; passes everything at first.
     *
     * @param port 0: one that is free
     * @param targetPort on 127.0.0.1; need not be open yet
     */
    public static FaultProxy listenOn(int port, int targetPort) throws IOException {
        InetAddress local = InetAddress.ofLiteral("127.0.0.1");
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(local, port), BACKLOG);
        FaultProxy proxy = new FaultProxy(server, new InetSocketAddress(local, targetPort));
        Thread.ofVirtual().name("fault-proxy").start(proxy::accept);
        return proxy;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on bytes are treated like this. */
    public void set(Interference interference) {
        mode.set(interference);
    }

    /** The connections that are open now. */
    public int links() {
        return links.size();
    }

    /** How much was disturbed since the start: connections refused or reset, pieces held, slowed, cut or changed. */
    public long disturbed() {
        return mode.touched();
    }

    /** How many pieces have come back from the target since the start. */
    public long answered() {
        return mode.answered();
    }

    /**
     * Resets every open connection on both sides.
     *
     * @return how many there were
     */
    public int resetAll() {
        Set<Link> open = Set.copyOf(links);
        open.forEach(Link::reset);
        open.forEach(link -> mode.touch());
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        mode.set(new Interference.Refuse());
        resetAll();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException closed) {
                // The server was closed, or the caller was gone before we looked.
            }
        }
    }

    private void connect(Socket near) {
        if (mode.get() instanceof Interference.Refuse || links.size() >= MOST_LINKS) {
            mode.touch();
            Link.reset(near);
            return;
        }
        Socket far = new Socket();
        try {
            far.connect(target, CONNECT_MS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
        } catch (IOException nobodyThere) {
            mode.touch();
            Link.reset(near);
            Link.reset(far);
            return;
        }
        Link link = new Link(near, far, mode);
        links.add(link);
        link.forward();
        links.remove(link);
    }
}
