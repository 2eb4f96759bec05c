package dev.chorale.deploy.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Sends requests to one API and notes how long each took, in microseconds. */
final class Load {
    private static final long HIGHEST_US = TimeUnit.SECONDS.toMicros(60);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;
    private final String key;

    Load(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /**
     * What was measured.
     *
     * @param failed requests without the expected status
     */
    record Figures(Histogram micros, int failed, Duration took) {
        double perSecond() {
            return micros.getTotalCount() / (took.toNanos() / 1e9);
        }

        double millis(double percentile) {
            return micros.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    /**
     * Offers requests at a fixed rate, whether or not earlier ones were answered.
     *
     * @param body the body of request n
     */
    Figures offer(int perSecond, int requests, String path, int status, IntFunction<String> body)
            throws InterruptedException {
        Histogram micros = new ConcurrentHistogram(HIGHEST_US, 3);
        AtomicInteger failed = new AtomicInteger();
        long gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long began = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < requests; n++) {
                long due = began + n * gap;
                LockSupport.parkNanos(due - System.nanoTime());
                String text = body.apply(n);
                callers.execute(() -> time(due, path, text, status, micros, failed));
            }
        }
        return new Figures(micros, failed.get(), Duration.ofNanos(System.nanoTime() - began));
    }

    /** So many callers, each sending its next request when the last was answered. */
    Figures closed(int callers, int requestsEach, String path, String body) throws InterruptedException {
        Histogram micros = new ConcurrentHistogram(HIGHEST_US, 3);
        AtomicInteger failed = new AtomicInteger();
        long began = System.nanoTime();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < callers; caller++) {
                pool.execute(() -> {
                    for (int n = 0; n < requestsEach; n++) {
                        time(System.nanoTime(), path, body, 200, micros, failed);
                    }
                });
            }
        }
        return new Figures(micros, failed.get(), Duration.ofNanos(System.nanoTime() - began));
    }

    /** One request; its status and the length of its body in bytes. */
    HttpResponse<byte[]> send(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .timeout(LIMIT)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private void time(long due, String path, String body, int status, Histogram micros, AtomicInteger failed) {
        try {
            if (send(path, body).statusCode() != status) {
                failed.incrementAndGet();
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        micros.recordValue(Math.min(HIGHEST_US, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due)));
    }
}
