package dev.chorale.worker.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.UUID;

/** The files that tenants uploaded for their voices. Where they lie is no concern of an adapter's. */
public interface TenantFiles {
    /** For an engine that is tried without a platform behind it. */
    TenantFiles NONE = new TenantFiles() {
        @Override
        public boolean has(UUID tenant, String sha256) {
            return false;
        }

        @Override
        public InputStream open(UUID tenant, String sha256) throws IOException {
            throw new NoSuchFileException("there are no tenants here");
        }
    };

    /**
     * Whether the tenant has a file of that content. Blocks, with a limit.
     *
     * @param sha256 64 hexadecimal digits in lower case
     * @throws IOException where that can't be told just now
     */
    boolean has(UUID tenant, String sha256) throws IOException;

    /**
     * The content of a tenant's file, from its beginning; the caller closes it, and looks whether its hash is the one
     * asked for. Opening and reading block, each read with a limit. May be called again.
     *
     * @param sha256 64 hexadecimal digits in lower case
     * @throws NoSuchFileException where this tenant has no such file
     * @throws IOException where it can't be read just now
     */
    InputStream open(UUID tenant, String sha256) throws IOException;
}
