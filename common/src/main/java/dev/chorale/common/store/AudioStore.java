package dev.chorale.common.store;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bucket with the finished audio and the files of voices. Every key holds the content's hash and an id that is used once, so an object is
 * never overwritten and deleting one artefact can't take another's bytes.
 *
 * <p>All calls block, within limits: for a place among those that are on their way, and for the answer. What S3 answers wrongly or not at all is an {@link IOException}:
 * it may be tried again; an object that is not there is a {@link NoSuchFileException}.
 */
public final class AudioStore {
    private static final int PAGE = 1000;
    /** What is ours in the bucket, in the order of the keys. */
    private static final List<String> PREFIXES = List.of("audio/", "voice-files/");

    /** Of a long file, 5 MB each: while the store writes one, the next is signed and sent. */
    private static final int PARTS_AT_ONCE = 3;

    private static final String NO_SUCH_KEY = "NoSuchKey";

    private final MinioClient client;
    private final String bucket;
    private final Limits limits;
    private final Semaphore places;

    public AudioStore(Settings settings) {
        this(settings, Limits.USUAL);
    }

    AudioStore(Settings settings, Limits limits) {
        this.limits = limits;
        this.places = new Semaphore(limits.atOnce());
        this.bucket = settings.bucket();
        this.client = MinioClient.builder()
                .endpoint(settings.url())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .httpClient(S3Http.client(limits), true)
                .build();
    }

    /**
     * What a call may take.
     *
     * @param atOnce how many calls of this process are on their way at once
     * @param place how long one waits for that
     * @param answer the longest that a call other than a GET takes, beside what its bytes need
     * @param leastBytesPerSecond what they need at the most
     */
    record Limits(int atOnce, Duration place, Duration answer, long leastBytesPerSecond) {
        /** More calls than a worker of the usual size has runs, and no more connections than a small store bears. */
        static final Limits USUAL = new Limits(128, Duration.ofSeconds(10), Duration.ofSeconds(30), 128 << 10);

        Duration of(long bytes) {
            return answer.plusSeconds(bytes / leastBytesPerSecond);
        }
    }

    /** Where the bucket is and who we are there. */
    public record Settings(String url, String bucket, String region, String accessKey, String secretKey) {
        @Override
        public String toString() {
            return url + "/" + bucket;
        }
    }

    public static String keyOf(UUID tenant, String sha256, UUID artefact, String extension) {
        return "audio/" + tenant + "/" + sha256.substring(0, 2) + "/" + sha256 + "-" + artefact + "." + extension;
    }

    /** @param id used for this object alone, though the same content may come again */
    public static String keyOfVoiceFile(UUID tenant, String sha256, UUID id) {
        return "voice-files/" + tenant + "/" + sha256.substring(0, 2) + "/" + sha256 + "-" + id;
    }

    /** Makes the bucket if it is missing. */
    public void makeBucket() throws IOException {
        call(() -> {
            BucketExistsArgs exists = BucketExistsArgs.builder().bucket(bucket).build();
            if (!client.bucketExists(exists)) {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            }
            return bucket;
        });
    }

    public void put(String key, Path file, String mediaType) throws IOException {
        call(() -> client.uploadObject(UploadObjectArgs.builder()
                .bucket(bucket)
                .object(key)
                .filename(file.toString())
                .parallelUploads(PARTS_AT_ONCE)
                .contentType(mediaType)
                .build()));
    }

    public void put(String key, byte[] content, String mediaType) throws IOException {
        call(() -> client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                        new ByteArrayInputStream(content), (long) content.length, -1L)
                .contentType(mediaType)
                .build()));
    }

    /** The first {@code length} bytes, in memory, or all where there are fewer. */
    public byte[] read(String key, long length) throws IOException {
        long until = System.nanoTime() + limits.of(length).toNanos();
        byte[] bytes = new byte[Math.toIntExact(length)];
        int have = 0;
        try (InputStream in = open(key, 0, length)) {
            for (int more = 0; more >= 0 && have < bytes.length; have += Math.max(0, more)) {
                if (System.nanoTime() - until > 0) {
                    throw new IOException("the object store took longer for " + length + " bytes than they may take");
                }
                more = in.read(bytes, have, bytes.length - have);
            }
        }
        return have == bytes.length ? bytes : Arrays.copyOf(bytes, have);
    }

    /** The bytes from {@code offset} on, {@code length} of them. The caller closes the stream. */
    public InputStream open(String key, long offset, long length) throws IOException {
        return call(() -> client.getObject(GetObjectArgs.builder()
                .bucket(bucket)
                .object(key)
                .offset(offset)
                .length(length)
                .build()));
    }

    /** All of the object. The caller closes the stream. */
    public InputStream open(String key) throws IOException {
        return call(() -> client.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build()));
    }

    /** A URL that reads this one object for ten minutes, without a key. Never logged. */
    public String presignedUrl(String key) throws IOException {
        return call(() -> client.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                .method(Http.Method.GET)
                .bucket(bucket)
                .object(key)
                .expiry(10, TimeUnit.MINUTES)
                .build()));
    }

    /** Deletes the object; harmless if it is gone already. */
    public void delete(String key) throws IOException {
        call(() -> {
            client.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build());
            return key;
        });
    }

    /** An object and when it was put there, by the store's clock. */
    public record Stored(String key, Instant at) {}

    /** Up to a thousand of our objects in the order of their keys, those behind {@code after}; empty at the end. */
    public List<Stored> list(String after) throws IOException {
        List<Stored> page = new ArrayList<>();
        for (String prefix : PREFIXES) {
            boolean within = after.startsWith(prefix);
            if (page.size() < PAGE && (within || after.compareTo(prefix) < 0)) {
                page.addAll(list(prefix, within ? after : "", PAGE - page.size()));
            }
        }
        return page;
    }

    private List<Stored> list(String prefix, String after, int most) throws IOException {
        return call(() -> {
            Iterable<Result<Item>> found = client.listObjects(ListObjectsArgs.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .recursive(true)
                    .startAfter(after)
                    .maxKeys(PAGE)
                    .build());
            List<Stored> page = new ArrayList<>();
            for (Result<Item> item : found) {
                if (page.size() == most) {
                    break;
                }
                page.add(new Stored(
                        item.get().objectName(), item.get().lastModified().toInstant()));
            }
            return page;
        });
    }

    private interface Call<T> {
        T run() throws MinioException, IOException;
    }

    private <T> T call(Call<T> call) throws IOException {
        takePlace();
        try {
            return call.run();
        } catch (MinioException e) {
            throw told(e);
        } catch (IllegalStateException e) {
            throw told(e);
        } finally {
            places.release();
        }
    }

    /** Some failures of the client come within others: what a part of an upload met, or a connection that broke in an answer. */
    private static IOException told(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case IOException broken -> {
                    return broken;
                }
                case ErrorResponseException refused -> {
                    return refused(refused);
                }
                default -> {}
            }
        }
        if (failure instanceof IllegalStateException bug) {
            throw bug;
        }
        return new IOException(failure.getClass().getSimpleName() + " from the object store", failure);
    }

    private static IOException refused(ErrorResponseException e) {
        String code = e.errorResponse().code();
        return NO_SUCH_KEY.equals(code)
                ? new NoSuchFileException("no such object")
                : new IOException(code + " from the object store", e);
    }

    private void takePlace() throws IOException {
        try {
            if (!places.tryAcquire(limits.place().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException(
                        "no place for a call of the object store, so many are on their way: " + limits.atOnce());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before a call of the object store");
        }
    }
}
