package dev.chorale.api.speech;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.api.submit.RequestCheck;
import dev.chorale.api.submit.Submission;
import dev.chorale.api.submit.TestEngine;
import dev.chorale.api.voice.ApiWithStore;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.store.AudioStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a hit that makes no job costs. */
@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class HitChargeTest {
    private static final String BODY = """
            {"model": "charging", "voice": "able", "input": "Hello.", "response_format": "wav"}""";
    private static final byte[] AUDIO = "audio".getBytes(StandardCharsets.UTF_8);

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AudioStore store;

    @Inject
    Catalogue catalogue;

    @Inject
    RequestCheck check;

    @Inject
    UsageLog usage;

    private TestRows rows;
    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        TestEngine.register(db, catalogue, "charging", """
                [{"name": "able", "language": "en", "display": "Able"}]""");
        rows = new TestRows(db);
        tenant = rows.tenant();
        http = new JobRows(db).callerOf(root, tenant);
    }

    @Test
    void a_hit_is_charged_when_its_bytes_are_there_and_not_before() throws IOException {
        String object = cached();

        Http.Got missing = http.post("/v1/audio/speech", BODY);
        assertThat(missing.status()).isEqualTo(503);
        assertThat(missing.code()).isEqualTo("storage_unavailable");
        assertThat(charges()).isZero();

        store.put(object, AUDIO, "audio/wav");
        Http.Got there = http.post("/v1/audio/speech", BODY);
        assertThat(there.header("X-Cache")).isEqualTo("hit");
        assertThat(there.body()).isEqualTo("audio");
        assertThat(charges()).isOne();
    }

    /** A cache entry for the request. @return the key of its object, which is not there */
    private String cached() {
        UUID artefact = UUID.randomUUID();
        String object = AudioStore.keyOf(tenant, Sha256.hex(AUDIO), artefact, "wav");
        db.useTransaction(tx -> {
            tx.execute(
                    "INSERT INTO artefact VALUES (?, ?, ?, ?, ?, 'wav', 24000, 500, now())",
                    artefact,
                    tenant,
                    Sha256.hex(AUDIO),
                    object,
                    AUDIO.length);
            tx.execute(
                    "INSERT INTO cache_entry VALUES (?, ?, ?, ?, now(), interval '1 h', now() + interval '1 h')",
                    tenant,
                    submission().cacheKey().hex(),
                    UUID.randomUUID(),
                    artefact);
        });
        return object;
    }

    private Submission submission() {
        byte[] salt = Sha256.of("salt".getBytes(StandardCharsets.UTF_8));
        Identity caller = new Identity(UUID.randomUUID(), tenant, false, salt);
        SpeechRequest request = JsonBody.read(BODY.getBytes(StandardCharsets.UTF_8), SpeechRequest.class);
        return check.check(request.toSynthesis(catalogue.known().keySet(), "charging/able"), caller, null);
    }

    private long charges() {
        usage.write();
        return rows.count("SELECT count(*) FROM usage WHERE tenant_id = ?", tenant);
    }
}
