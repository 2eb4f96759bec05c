package dev.chorale.deploy.launch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * What {@code start} must know of the last {@code up}, kept in {@code up.json}.
 *
 * @param portBase the port of API 1, from which all other ports follow
 * @param home the folder with the services' builds
 */
record UpRecord(int portBase, String home) {
    private static final JsonMapper JSON = new JsonMapper();

    void writeTo(Path file) {
        try {
            DataFolder.writePrivately(file, JSON.writeValueAsString(this) + "\n");
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    static UpRecord readFrom(Path file) {
        try {
            return JSON.readValue(DataFolder.read(file), UpRecord.class);
        } catch (IOException cause) {
            throw new Failure(file + " cannot be read: run ./chorale up once more", cause);
        }
    }

    PortPlan ports() {
        return new PortPlan(portBase);
    }
}
