package dev.chorale.worker;

import dev.chorale.common.store.AudioStore;
import dev.chorale.worker.engine.TenantFiles;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Tenants' files as the API keeps them: a row says which object it is, and whose. */
@Singleton
final class StoredFiles implements TenantFiles {
    private final Jdbi jdbi;
    private final AudioStore store;

    StoredFiles(Jdbi jdbi, AudioStore store) {
        this.jdbi = jdbi;
        this.store = store;
    }

    @Override
    public boolean has(UUID tenant, String sha256) throws IOException {
        return keyOf(tenant, sha256).isPresent();
    }

    @Override
    public InputStream open(UUID tenant, String sha256) throws IOException {
        String key = keyOf(tenant, sha256).orElseThrow(() -> new NoSuchFileException("no file of that hash"));
        return store.open(key);
    }

    private Optional<String> keyOf(UUID tenant, String sha256) throws IOException {
        try {
            return jdbi.withHandle(h -> h.createQuery("""
                            SELECT object_key
                            FROM voice_file
                            WHERE tenant_id = :tenant
                              AND sha256 = :sha256
                            """)
                    .bind("tenant", tenant)
                    .bind("sha256", sha256)
                    .mapTo(String.class)
                    .findOne());
        } catch (JdbiException e) {
            throw new IOException("the file was not looked up", e);
        }
    }
}
