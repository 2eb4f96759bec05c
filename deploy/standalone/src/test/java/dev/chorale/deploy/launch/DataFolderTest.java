package dev.chorale.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path root;

    @Test
    void a_folder_in_which_nothing_was_started_is_refused_and_not_made() {
        Path nowhere = root.resolve("nowhere");

        assertThatThrownBy(() -> DataFolder.existing(nowhere))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("./chorale up --data " + nowhere);
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void what_up_recorded_is_what_start_reads() {
        DataFolder folder = new DataFolder(root);
        new UpRecord(9080, "/opt/chorale").writeTo(folder.record());

        assertThat(UpRecord.readFrom(DataFolder.existing(root).record())).isEqualTo(new UpRecord(9080, "/opt/chorale"));
    }

    @Test
    void the_local_api_is_the_recorded_one_with_the_key_in_the_settings() {
        DataFolder folder = new DataFolder(root);
        new UpRecord(9080, "/opt/chorale").writeTo(folder.record());
        SharedSettings.of(folder, new PortPlan(9080), Map.of()).writeTo(folder.settings(), 390);

        assertThat(LocalApi.of(root)).isEqualTo(new LocalApi("http://127.0.0.1:9080", folder.adminKey()));
    }
}
