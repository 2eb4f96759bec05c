package dev.chorale.api.admin;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.access.Keyring;
import dev.chorale.common.job.Ids;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Makes the tenant {@code default} and the configured admin key, where they are missing. Several processes may do so at once. A
 * key that was revoked stays revoked: configure another.
 */
@ApplicationScoped
public class AdminKey {
    private static final Logger LOG = Logger.getLogger(AdminKey.class);
    private static final String TENANT = "default";

    private final Jdbi jdbi;
    private final Ids ids;
    private final Secrets secrets;
    private final ApiSettings settings;

    public AdminKey(Jdbi jdbi, Ids ids, Secrets secrets, ApiSettings settings) {
        this.jdbi = jdbi;
        this.ids = ids;
        this.secrets = secrets;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        settings.adminKey().filter(key -> !key.isBlank()).ifPresent(this::make);
    }

    /** Makes what is missing; harmless if repeated. */
    void make(String key) {
        jdbi.useTransaction(tx -> {
            addTenant(tx);
            if (addKey(tx, Keyring.hash(key)) == 1) {
                LOG.infof("admin key made tenant=%s", TENANT);
            }
        });
    }

    private void addTenant(Handle tx) {
        tx.createUpdate("""
                INSERT INTO tenant (id, name, cache_salt, webhook_secret, created_at)
                VALUES (:id, :name, :salt, :secret, now())
                ON CONFLICT ON CONSTRAINT tenant_name_once DO NOTHING
                """)
                .bind("id", ids.next())
                .bind("name", TENANT)
                .bind("salt", secrets.bytes())
                .bind("secret", secrets.webhookSecret())
                .execute();
    }

    private int addKey(Handle tx, byte[] hash) {
        return tx.createUpdate("""
                INSERT INTO api_key (id, tenant_id, role, secret_hash, created_at)
                SELECT :id, tenant.id, 'admin', :hash, now()
                FROM tenant
                WHERE tenant.name = :name
                ON CONFLICT ON CONSTRAINT api_key_hash_once DO NOTHING
                """)
                .bind("id", ids.next())
                .bind("name", TENANT)
                .bind("hash", hash)
                .execute();
    }
}
