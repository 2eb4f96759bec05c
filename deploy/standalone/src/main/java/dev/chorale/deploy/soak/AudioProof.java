package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Ledger.JobRow;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * O3: every job that succeeded has the bytes that its line must have. Each is downloaded; where the bytes cannot be
 * computed, equal lines must have equal ones.
 */
final class AudioProof {
    private static final int AT_ONCE = 8;
    private static final int TRIES = 3;

    private final Evidence evidence;
    private final Findings findings;
    private final Map<Line, String> expected = new ConcurrentHashMap<>();
    private final AtomicInteger heard = new AtomicInteger();

    AudioProof(Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
    }

    /** Downloads all there is; returns how many that was. */
    int listen(List<JobRow> jobs) {
        Map<String, Line> lines =
                evidence.journal().all().stream().collect(Collectors.toMap(Submit::key, Submit::line));
        try (ExecutorService listeners = Executors.newFixedThreadPool(AT_ONCE)) {
            jobs.stream()
                    .filter(job -> "succeeded".equals(job.outcome()))
                    .filter(job -> lines.containsKey(Objects.requireNonNullElse(job.key(), "")))
                    .forEach(job -> listeners.execute(
                            () -> listen(job, Objects.requireNonNull(lines.get(Objects.requireNonNull(job.key()))))));
        }
        return heard.get();
    }

    private void listen(JobRow job, Line line) {
        try {
            String found = sha256(download(job));
            String wanted = expected.computeIfAbsent(
                    line, l -> evidence.speech().pcm(l).map(AudioProof::sha256).orElse(found));
            heard.incrementAndGet();
            if (!found.equals(wanted) || !found.equals(job.sha256())) {
                findings.add(Kind.WRONG, "O3", job.id() + " has other audio than " + line);
            }
        } catch (IOException away) {
            findings.add(Kind.LOST, "O3", job.id() + " has no audio: " + away.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] download(JobRow job) throws IOException, InterruptedException {
        Caller.Answer answer = evidence.caller().get(0, "/v1/jobs/" + job.id() + "/audio");
        for (int n = 1; n < TRIES && !answer.isGood(); n++) {
            answer = evidence.caller().get(n, "/v1/jobs/" + job.id() + "/audio");
        }
        if (!answer.isGood()) {
            throw new IOException("HTTP " + answer.status());
        }
        return answer.body();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
