package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.store.AudioStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Nothing listens where the store should be: what gets as far as that found its row. */
class StoredFilesTest {
    private static final String SHA256 = "ab".repeat(32);

    private final Jdbi db = TestDatabase.fresh();
    private final UUID tenant = new TestRows(db).tenant();
    private final StoredFiles files = new StoredFiles(
            db, new AudioStore(new AudioStore.Settings("http://127.0.0.1:1", "chorale", "us-east-1", "key", "secret")));

    @Test
    void a_file_is_found_by_its_tenant_and_its_hash_and_by_no_other() throws Exception {
        UUID other = new TestRows(db).tenant();
        db.useHandle(h -> h.execute("""
                INSERT INTO voice_file (tenant_id, sha256, id, object_key, bytes, created_at)
                VALUES (?, ?, gen_random_uuid(), 'voice-files/key', 10, now())""", tenant, SHA256));

        assertThat(files.has(tenant, SHA256)).isTrue();
        assertThat(files.has(other, SHA256)).isFalse();
        assertThatThrownBy(() -> files.open(other, SHA256)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.open(tenant, "cd".repeat(32))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> files.open(tenant, SHA256))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_database_that_is_away_is_no_missing_file() {
        StoredFiles away = new StoredFiles(
                Jdbi.create("jdbc:postgresql://127.0.0.1:1/none"),
                new AudioStore(new AudioStore.Settings("http://127.0.0.1:1", "chorale", "us-east-1", "key", "secret")));

        assertThatThrownBy(() -> away.open(tenant, SHA256))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
    }
}
