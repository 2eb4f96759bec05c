package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.Belief;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Spoken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one engine, each at an address of its own.
 *
 * <p>A call goes to the one with the fewest calls in flight. One that took no connection, or dropped it, is passed over
 * for a second, unless there is no other; one that lost its card, which fails at once and so has always the fewest, for half
 * a minute or until it was started anew. So is one that failed three times in a row, whatever of, for a second, and twice as
 * long with each time more. A call that reached nobody harmed nobody: it goes on to the next process.
 *
 * <p>One that was not heard of for a second is asked for a sign of life before a text is sent. So a connection that
 * breaks then, breaks because of what was sent, or beside it; and a process that is just being restarted, behind
 * something that takes its connections meanwhile, does not look as if each text had killed it.
 *
 * <p>Thread-safe: the lock guards which calls are where, and is never held during a call.
 */
public final class Servers {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final CallLimits OF_SIGN =
            new CallLimits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), 1 << 20);

    private final List<Server> servers;
    private final Call sign;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();

    /** What is asked of a process, and by which protocol. */
    @FunctionalInterface
    public interface Call {
        /**
         * Blocks until the answer is whole.
         *
         * @throws InterruptedException if the thread was interrupted; the call is aborted by then
         */
        Answer of(URI address, CallLimits limits) throws InterruptedException;

        /** By HTTP; the function makes the request for an address. */
        static Call http(Function<URI, HttpRequest> request) {
            return (address, limits) -> HttpCall.send(request.apply(address), limits);
        }

        /** The same, told as {@link Answer.Failed} if its adapter hears no speech in what looks like some. */
        default Call judged(Function<Answer, Spoken> hearing) {
            return (address, limits) -> {
                Answer answer = of(address, limits);
                boolean seemsSpoken = Sign.of(answer).equals(Optional.of(Sign.SPOKE));
                return seemsSpoken && hearing.apply(answer) instanceof Spoken.Refused(EngineFailure failure)
                        ? new Answer.Failed(failure)
                        : answer;
            };
        }
    }

    /**
     * @param limiters one for each process
     * @param sign what a living process answers at once, whatever it answers
     */
    public Servers(List<URI> addresses, Function<URI, Limiter> limiters, Function<URI, HttpRequest> sign) {
        this(
                Call.http(sign),
                addresses.stream()
                        .map(address -> new Server(address, limiters.apply(address), Attendant.none()))
                        .toList());
    }

    /**
     * Those of the settings, with their limiters and attendants.
     *
     * @param path that each address ends with
     */
    public Servers(ServerSettings settings, String path, Function<URI, HttpRequest> sign) {
        this(settings, settings.addresses(path), Call.http(sign));
    }

    /** The same at these addresses, called by any protocol. */
    public Servers(ServerSettings settings, List<URI> addresses, Call sign) {
        this(
                sign,
                addresses.stream()
                        .map(address -> new Server(
                                address,
                                settings.limiter(address),
                                settings.attendants().of(address)))
                        .toList());
    }

    private Servers(Call sign, List<Server> servers) {
        this.sign = sign;
        this.servers = servers;
    }

    /**
     * Tells who starts a process anew what it must do before it is called again.
     *
     * @param hello asks for a known word
     * @param good whether an answer holds it
     */
    public void rehearseWith(Call hello, CallLimits limits, Predicate<Answer> good) {
        servers.forEach(server ->
                server.attendant.rehearseWith(atMost -> good.test(hello.of(server.address, limits.within(atMost)))));
    }

    /** The same by HTTP. */
    public void rehearseWith(Function<URI, HttpRequest> hello, CallLimits limits, Predicate<Answer> good) {
        rehearseWith(Call.http(hello), limits, good);
    }

    /** How many calls all of them could ever take at once. */
    public int maxConcurrency() {
        return servers.stream().mapToInt(server -> server.limiter.most()).sum();
    }

    /** How many calls all of them take at once, as far as is known now; 1 or more. */
    public int callsAtOnce() {
        return Math.max(1, servers.stream().mapToInt(Server::limit).sum());
    }

    /**
     * Calls one of them, and blocks until its answer is whole.
     *
     * @param request makes the request for an address
     * @throws InterruptedException if the thread was interrupted; the call is aborted by then
     */
    public Answer send(Function<URI, HttpRequest> request, CallLimits limits) throws InterruptedException {
        return send(Call.http(request), limits);
    }

    /** The same by any protocol. */
    public Answer send(Call call, CallLimits limits) throws InterruptedException {
        Set<Server> tried = new HashSet<>();
        while (tried.size() < servers.size()) {
            Optional<Server> free = enter(tried, limits.whole());
            if (free.isEmpty()) {
                return isAnyOpen(tried) ? new Answer.Busy() : new Answer.Unreachable();
            }
            Answer answer = send(free.get(), call, limits);
            if (!(answer instanceof Answer.Unreachable)) {
                return answer;
            }
            tried.add(free.get());
        }
        return new Answer.Unreachable();
    }

    private Answer send(Server server, Call call, CallLimits limits) throws InterruptedException {
        @Nullable Answer answer = null;
        try {
            answer = limited(server, call, limits);
            return answer;
        } finally {
            leave(server, answer);
        }
    }

    private Answer limited(Server server, Call call, CallLimits limits) throws InterruptedException {
        long began = server.limiter.begin();
        @Nullable Answer answer = null;
        try {
            answer = isAlive(server) ? call.of(server.address, limits) : new Answer.Unreachable();
            heard(server, answer);
            return answer;
        } finally {
            tell(server, began, answer);
        }
    }

    /** @param answer null if the call was aborted */
    private static void tell(Server server, long began, @Nullable Answer answer) {
        if (answer == null) {
            server.limiter.aborted(began);
            return;
        }
        server.limiter.ended(began, answer);
        Optional<Sign> sign = Sign.of(answer);
        sign.ifPresent(server.attendant::saw);
        sign.filter(Sign.SPOKE::equals).ifPresent(_ -> Belief.ifNot(() -> server.limiter.disbelieved(began)));
    }

    /** A process that is slow to answer may be one that does one thing at a time: it lives. */
    private boolean isAlive(Server server) throws InterruptedException {
        if (System.nanoTime() - server.freshUntil < 0) {
            return true;
        }
        Answer answer = sign.of(server.address, OF_SIGN);
        heard(server, answer);
        return !isTrouble(answer);
    }

    private static boolean isTrouble(@Nullable Answer answer) {
        return answer instanceof Answer.Unreachable || answer instanceof Answer.Lost;
    }

    private static void heard(Server server, Answer answer) {
        boolean lives = answer instanceof Answer.Given || answer instanceof Answer.Failed;
        server.freshUntil = System.nanoTime() + (lives ? FRESH.toNanos() : 0);
    }

    private Optional<Server> enter(Set<Server> tried, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lockInterruptibly();
        try {
            Optional<Server> free = free(tried, patience);
            while (free.isEmpty() && System.nanoTime() - deadline < 0 && isAnyOpen(tried)) {
                changed.awaitNanos(Math.min(Server.PASSED_OVER.toNanos(), deadline - System.nanoTime()));
                free = free(tried, patience);
            }
            free.ifPresent(server -> server.inFlight++);
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Those passed over count only while there are no others, busy or not: a dead process shall not attract calls. */
    private Optional<Server> free(Set<Server> tried, Duration atMost) {
        List<Server> untried = servers.stream().filter(s -> !tried.contains(s)).toList();
        List<Server> alive = untried.stream().filter(s -> !s.isPassedOver()).toList();
        return (alive.isEmpty() ? untried : alive)
                .stream()
                        .filter(Server::hasRoom)
                        .min(Comparator.comparingInt(s -> s.inFlight))
                        .filter(s -> s.attendant.begin(atMost));
    }

    /** While all are being started anew, a call is turned away at once: another worker may take its run. */
    private boolean isAnyOpen(Set<Server> tried) {
        return servers.stream().anyMatch(s -> !tried.contains(s) && s.attendant.isOpen());
    }

    /** How long others are called first. */
    private static Duration rest(Server server, @Nullable Answer answer, Optional<Sign> sign) {
        Duration rest = sign.map(server::restAfter).orElse(Duration.ZERO);
        return isTrouble(answer) && rest.compareTo(Server.PASSED_OVER) < 0 ? Server.PASSED_OVER : rest;
    }

    /** @param answer null if the call was aborted */
    private void leave(Server server, @Nullable Answer answer) {
        server.attendant.end();
        Optional<Sign> sign = answer == null ? Optional.empty() : Sign.of(answer);
        lock.lock();
        try {
            server.inFlight--;
            server.passOver(rest(server, answer, sign));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
