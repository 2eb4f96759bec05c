package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.jobs.RawRequest;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.store.AudioStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads that are too long, break off, or are too many. */
@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class UploadLimitsTest {
    private static final String FILES = "/v1/voice-files";
    private static final String WEIGHTS = "Content-Type: application/octet-stream\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AudioStore store;

    @Inject
    Uploads uploads;

    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        tenant = new TestRows(db).tenant();
        http = new JobRows(db).callerOf(root, tenant);
    }

    @Test
    void a_file_that_announces_too_much_is_refused_before_it_comes() throws Exception {
        try (RawRequest weights = upload(WEIGHTS + "Content-Length: " + (ApiWithStore.MAX_BYTES + 1) + "\r\n")) {
            assertThat(weights.answer()).startsWith("HTTP/1.1 413").contains("body_too_large", "octet-stream");
        }
        try (RawRequest recording = upload("Content-Type: audio/wav\r\nContent-Length: " + ((20 << 20) + 1) + "\r\n")) {
            assertThat(recording.answer()).startsWith("HTTP/1.1 413").contains("body_too_large", "audio/*");
        }
        assertNothingIsLeft();
    }

    @Test
    void a_file_that_goes_on_for_too_long_is_refused_and_not_read_to_its_end() throws Exception {
        byte[] piece = new byte[1 << 20];
        try (RawRequest endless = upload("Content-Type: audio/wav\r\n" + CHUNKED)) {
            int sent = 0;
            try {
                for (; sent < 500; sent++) {
                    endless.chunk(piece);
                }
            } catch (SocketException closed) {
                // As it should be.
            }
            assertThat(sent).as("MiB of an endless recording").isBetween(20, 400);
        }
        awaitSpool(0);
        assertNothingIsLeft();
    }

    @Test
    void a_file_without_a_length_is_told_that_it_is_too_long() throws Exception {
        try (RawRequest recording = upload("Content-Type: audio/wav\r\n" + CHUNKED)) {
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < 20; i++) {
                recording.chunk(piece);
            }
            recording.chunk(new byte[1]);
            assertThat(recording.answer()).startsWith("HTTP/1.1 413").contains("body_too_large");
        }
        awaitSpool(0);
        assertNothingIsLeft();
    }

    @Test
    void a_tenant_has_room_for_so_many_bytes_and_what_it_has_may_come_again() throws Exception {
        holds(ApiWithStore.MAX_TOTAL_BYTES - 10);
        try (RawRequest announced = upload(WEIGHTS + "Content-Length: 11\r\n")) {
            assertThat(announced.answer()).startsWith("HTTP/1.1 422").contains("voice_files_full");
        }
        Http.Got chunked = http.uploadChunked(FILES, new byte[11], "Content-Type", "audio/wav");
        assertThat(chunked.code()).as(chunked.body()).isEqualTo("voice_files_full");

        byte[] last = new byte[10];
        assertThat(http.upload(FILES, last, "Content-Type", "audio/wav").status())
                .isEqualTo(201);
        assertThat(http.upload(FILES, last, "Content-Type", "audio/wav").status())
                .isEqualTo(200);
        assertThat(http.uploadChunked(FILES, new byte[1], "Content-Type", "audio/wav")
                        .code())
                .isEqualTo("voice_files_full");
        assertThat(ApiWithStore.SPOOL).isEmptyDirectory();
    }

    private void holds(long bytes) {
        db.useHandle(h -> h.execute(
                "INSERT INTO voice_file (tenant_id, sha256, id, object_key, bytes, created_at) VALUES (?, repeat('a', 64), ?, ?, ?, now())",
                tenant,
                UUID.randomUUID(),
                tenant.toString(),
                bytes));
    }

    @Test
    void other_requests_keep_their_own_limit() throws Exception {
        byte[] long_ = new byte[(1 << 20) + 1];
        assertThat(http.upload("/v1/voices", long_, "Content-Type", "application/json")
                        .code())
                .isEqualTo("body_too_large");
        assertThat(http.uploadChunked("/v1/voices", long_, "Content-Type", "application/json")
                        .code())
                .isEqualTo("body_too_large");
        try (RawRequest endless = new RawRequest(
                root, "POST /v1/voices", "chorale_" + tenant, "Content-Type: application/json\r\n" + CHUNKED)) {
            int sent = 0;
            try {
                for (; sent < 200; sent++) {
                    endless.chunk(new byte[1 << 20]);
                }
            } catch (SocketException closed) {
                // As it should be.
            }
            assertThat(sent).as("MiB of endless JSON").isLessThan(100);
        }
    }

    @Test
    void a_caller_who_asks_first_is_told_to_go_on() throws Exception {
        try (RawRequest asking =
                upload(WEIGHTS + "Content-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n")) {
            awaitSpool(1);
            asking.send(new byte[3]);
            assertThat(asking.answer()).startsWith("HTTP/1.1 100").contains("HTTP/1.1 201");
        }
    }

    @Test
    void an_upload_that_breaks_off_leaves_nothing_behind() throws Exception {
        try (RawRequest cut = upload(WEIGHTS + "Content-Length: 1000\r\n");
                RawRequest cutChunks = upload(WEIGHTS + CHUNKED)) {
            cut.send(new byte[500]);
            cutChunks.chunk(new byte[500]);
            awaitSpool(2);
        }

        awaitSpool(0);
        assertNothingIsLeft();
    }

    @Test
    void more_uploads_at_once_than_there_may_be_are_told_to_come_again() throws Exception {
        List<RawRequest> slow = new ArrayList<>();
        for (int i = 0; i < ApiWithStore.AT_ONCE; i++) {
            RawRequest upload = upload(WEIGHTS + "Content-Length: 1000\r\n");
            upload.send(new byte[1]);
            slow.add(upload);
        }
        awaitSpool(ApiWithStore.AT_ONCE);

        Http.Got refused = http.upload(FILES, new byte[1], "Content-Type", "application/octet-stream");

        assertThat(refused.status()).as(refused.body()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("overloaded");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        for (RawRequest upload : slow) {
            upload.close();
        }
        awaitSpool(0);
        assertThat(http.upload(FILES, new byte[1], "Content-Type", "application/octet-stream")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_stranger_uploads_nothing() throws Exception {
        try (RawRequest stranger =
                new RawRequest(root, "POST " + FILES, "chorale_nobody", WEIGHTS + CHUNKED + "Connection: close\r\n")) {
            stranger.chunk(new byte[1000]);
            stranger.send("0\r\n\r\n");
            assertThat(stranger.answer()).startsWith("HTTP/1.1 401");
        }
        assertThat(ApiWithStore.SPOOL).isEmptyDirectory();
    }

    @Test
    void a_stranger_is_not_listened_to_without_an_end() throws Exception {
        try (RawRequest stranger = new RawRequest(root, "POST " + FILES, "chorale_nobody", WEIGHTS + CHUNKED)) {
            int sent = 0;
            try {
                for (; sent < 500; sent++) {
                    stranger.chunk(new byte[1 << 20]);
                }
            } catch (SocketException closed) {
                // As it should be.
            }
            assertThat(sent).as("MiB of a stranger").isLessThan(400);
        }
    }

    @Test
    void what_a_killed_process_left_is_removed_when_it_is_old_enough() throws Exception {
        Path old = Files.createFile(ApiWithStore.SPOOL.resolve(Spool.PREFIX + "1.tmp"));
        Path young = Files.createFile(ApiWithStore.SPOOL.resolve(Spool.PREFIX + "2.tmp"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

        uploads.removeLeftBehind();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        Files.delete(young);
    }

    private RawRequest upload(String headers) throws IOException {
        return new RawRequest(root, "POST " + FILES, "chorale_" + tenant, headers);
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(ApiWithStore.SPOOL).isEmptyDirectory();
        assertThat(new TestRows(db).count("SELECT count(*) FROM voice_file WHERE tenant_id = ?", tenant))
                .isZero();
        assertThat(store.list("")).noneMatch(object -> object.key().contains(tenant.toString()));
    }

    /** Until so many files are arriving, 20 s at most. */
    private static void awaitSpool(int files) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (spooled() != files) {
            assertThat(System.nanoTime() - end).as("waited for " + files).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static long spooled() throws IOException {
        try (Stream<Path> found = Files.list(ApiWithStore.SPOOL)) {
            return found.count();
        }
    }
}
