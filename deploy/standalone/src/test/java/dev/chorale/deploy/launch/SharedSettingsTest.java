package dev.chorale.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSettingsTest {
    @TempDir
    private Path root;

    private DataFolder folder;

    @BeforeEach
    void makeFolder() {
        folder = new DataFolder(root);
    }

    @Test
    void services_are_told_where_everything_is() {
        SharedSettings settings = SharedSettings.of(folder, new PortPlan(8080), Map.of());

        assertThat(settings.values())
                .containsEntry("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:8100/chorale")
                .containsEntry("quarkus.datasource.username", "postgres")
                .containsEntry("kafka.bootstrap.servers", "127.0.0.1:8101")
                .containsEntry("chorale.s3.url", "http://127.0.0.1:8103")
                .containsEntry("chorale.s3.bucket", "chorale")
                .containsEntry("chorale.api.admin-key", folder.adminKey())
                .containsEntry("quarkus.http.host", "127.0.0.1")
                .containsKeys("quarkus.datasource.password", "chorale.s3.access-key", "chorale.s3.secret-key");
    }

    @Test
    void what_is_set_goes_before_what_the_launcher_says() {
        SharedSettings settings = SharedSettings.of(folder, new PortPlan(8080), Map.of("chorale.s3.bucket", "mine"));

        assertThat(settings.get("chorale.s3.bucket")).isEqualTo("mine");
    }

    @Test
    void values_come_back_from_the_file_as_they_went_in() {
        String awkward = "a=b: c\\d #é 你";
        new SharedSettings(Map.of("key", awkward)).writeTo(folder.settings(), 390);

        assertThat(SharedSettings.readFrom(folder.settings()).values())
                .containsEntry("key", awkward)
                .containsEntry("config_ordinal", "390");
    }

    @Test
    void secrets_are_readable_by_their_owner_alone() throws IOException {
        SharedSettings.of(folder, new PortPlan(8080), Map.of()).writeTo(folder.settings(), 390);

        assertThat(permissions(folder.settings())).isEqualTo("rw-------");
        assertThat(permissions(folder.adminKeyFile())).isEqualTo("rw-------");
    }

    @Test
    void secrets_stay_the_same_at_each_start() {
        SharedSettings first = SharedSettings.of(folder, new PortPlan(8080), Map.of());
        first.writeTo(folder.settings(), 390);
        SharedSettings second = SharedSettings.of(folder, new PortPlan(9080), Map.of());

        assertThat(second.get("chorale.s3.secret-key")).isEqualTo(first.get("chorale.s3.secret-key"));
        assertThat(second.get("chorale.api.admin-key")).isEqualTo(first.get("chorale.api.admin-key"));
    }

    @Test
    void the_admin_key_holds_32_random_bytes() {
        assertThat(folder.adminKey()).matches("chorale_admin_[A-Za-z0-9_-]{43}");
        assertThat(folder.adminKey()).isNotEqualTo(new DataFolder(root.resolve("other")).adminKey());
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
