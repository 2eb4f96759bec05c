package dev.chorale.api.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * Resolves receivers' names for the HTTP client and refuses a name of which <em>any</em> address may not be called. The client
 * connects to the addresses returned here, so a name can't change its mind between check and connection.
 *
 * <p>Look-ups run on threads of their own: the system's resolver blocks the thread below, and a stranger's slow name server
 * must not hold the few carriers of the virtual threads that answer requests. The resolver goes on for long after we gave
 * up, so a name that is being looked up is not looked up a second time, and there are many more threads than deliveries in
 * flight: they wait and do nothing.
 */
final class GuardedDns implements Dns, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_LOOKUPS = 256;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final AddressRule rule;
    private final Dns system;
    private final Duration limit;
    private final Map<String, Future<List<InetAddress>>> running = new ConcurrentHashMap<>();
    private final ExecutorService lookups = new ThreadPoolExecutor(
            0,
            MOST_LOOKUPS,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("webhook-dns-", 1).factory());

    /** A name was refused for one of its addresses. */
    static final class Denied extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Denied() {
            super("an address of the receiver may not be called");
        }
    }

    GuardedDns(AddressRule rule, Dns system) {
        this(rule, system, LIMIT);
    }

    GuardedDns(AddressRule rule, Dns system, Duration limit) {
        this.rule = rule;
        this.system = system;
        this.limit = limit;
    }

    /** @throws Denied where one of the addresses may not be called */
    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> addresses = resolve(host);
        if (!addresses.stream().allMatch(rule::allows)) {
            throw new Denied();
        }
        return addresses;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        try {
            Future<List<InetAddress>> answer = running.computeIfAbsent(host, h -> lookups.submit(() -> ask(h)));
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("interrupted");
        } catch (RejectedExecutionException | TimeoutException | ExecutionException e) {
            throw new UnknownHostException("the name could not be resolved");
        }
    }

    private List<InetAddress> ask(String host) throws UnknownHostException {
        try {
            return system.lookup(host);
        } finally {
            running.remove(host);
        }
    }
}
