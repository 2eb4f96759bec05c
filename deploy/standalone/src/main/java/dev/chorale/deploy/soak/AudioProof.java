package dev.chorale.deploy.soak;

import dev.chorale.common.content.Sha256;
import dev.chorale.deploy.soak.Caller.Answer;
import dev.chorale.deploy.soak.Errand.Wording;
import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Ledger.JobRow;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * O3: every job that succeeded has the bytes that its line must have, by each route: downloaded from the job, heard by who
 * waited for it, and from the cache. Of jobs that share an object one is downloaded; the rows of the others must name the same digest,
 * and one in ten is asked for it.
 * Where the bytes cannot be computed, equal lines must have equal ones.
 */
final class AudioProof {
    private static final int AT_ONCE = 8;
    private static final int TRIES = 3;
    private static final int ONE_IN = 10;

    private final Evidence evidence;
    private final Wording wording;
    private final Findings findings;
    private final Map<Line, String> expected = new ConcurrentHashMap<>();
    private final Set<String> downloaded = ConcurrentHashMap.newKeySet();
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger cached = new AtomicInteger();

    AudioProof(Evidence evidence, Wording wording, Findings findings) {
        this.evidence = evidence;
        this.wording = wording;
        this.findings = findings;
    }

    /**
     * How many were compared.
     *
     * @param jobs that succeeded
     * @param downloaded objects
     * @param heard answers with audio while things broke
     * @param cached lines asked for once more
     */
    record Compared(int jobs, int downloaded, int heard, int cached) {}

    /** One call to the API, which may be away or slow. */
    @FunctionalInterface
    private interface Call {
        Answer to(int api) throws IOException, InterruptedException;
    }

    /** Listens to all there is. */
    Compared listen(List<JobRow> rows) {
        Map<String, Line> lines =
                evidence.journal().all().stream().collect(Collectors.toMap(Submit::key, Submit::line));
        Map<JobRow, Line> good = rows.stream()
                .filter(job -> "succeeded".equals(job.outcome()))
                .filter(job -> lines.containsKey(Objects.requireNonNullElse(job.key(), "")))
                .collect(Collectors.toMap(job -> job, job -> Objects.requireNonNull(lines.get(job.key()))));
        onThreads(good.keySet(), job -> ofJob(job, Objects.requireNonNull(good.get(job))));
        evidence.journal().all().forEach(this::ofListener);
        onThreads(Set.copyOf(good.values()), this::ofCache);
        return new Compared(jobs.get(), downloaded.size(), heard.get(), cached.get());
    }

    @FunctionalInterface
    private interface Look<T> {
        void at(T one) throws IOException, InterruptedException;
    }

    private <T> void onThreads(Collection<T> all, Look<T> look) {
        try (ExecutorService listeners = Executors.newFixedThreadPool(AT_ONCE)) {
            all.forEach(one -> listeners.execute(() -> {
                try {
                    look.at(one);
                } catch (IOException away) {
                    findings.add(Kind.LOST, "O3", one + " has no audio: " + away.getMessage());
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
    }

    private void ofJob(JobRow job, Line line) throws IOException, InterruptedException {
        String path = "/v1/jobs/" + job.id() + "/audio";
        String named = Objects.requireNonNullElse(job.sha256(), "");
        String wanted = wanted(line, named);
        compare(named, wanted, job.id() + " is recorded with other audio than " + line);
        if (downloaded.add(named)) {
            String found =
                    Sha256.hex(good(api -> evidence.caller().get(api, path)).body());
            compare(found, named, job.id() + " has other audio than is recorded for " + line);
        } else if (jobs.get() % ONE_IN == 0
                && good(api -> evidence.caller().getUnless(api, path, named)).status() != 304) {
            findings.add(Kind.WRONG, "O3", job.id() + " does not name the digest that is recorded for " + line);
        }
        jobs.incrementAndGet();
    }

    private void ofListener(Submit submit) {
        submit.heard().ifPresent(found -> {
            compare(found, wanted(submit.line(), found), "who asked for " + submit.line() + " heard something else");
            heard.incrementAndGet();
        });
    }

    private void ofCache(Line line) throws IOException, InterruptedException {
        Answer answer = good(api -> evidence.caller().speak(api, wording.speech(line), ""));
        String found = Sha256.hex(answer.body());
        compare(found, wanted(line, found), "the cache has other audio than " + line);
        if (!answer.header("X-Cache").equals("hit")) {
            findings.add(Kind.DOUBLED, "O11", line + " was not in the cache");
        }
        cached.incrementAndGet();
    }

    private String wanted(Line line, String found) {
        return expected.computeIfAbsent(
                line, l -> evidence.speech().pcm(l).map(Sha256::hex).orElse(found));
    }

    private void compare(String found, String wanted, String otherwise) {
        if (!found.equals(wanted)) {
            findings.add(Kind.WRONG, "O3", otherwise);
        }
    }

    private static Answer good(Call call) throws IOException, InterruptedException {
        Answer answer = call.to(0);
        for (int n = 1; n < TRIES && answer.status() >= 400; n++) {
            answer = call.to(n);
        }
        if (answer.status() >= 400) {
            throw new IOException("HTTP " + answer.status());
        }
        return answer;
    }
}
