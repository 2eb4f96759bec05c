package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.docs.ConfigurationPage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final String SECTION = "The worker service";
    private static final String SHARED = "Both services";

    @Test
    void the_page_has_every_setting_with_its_default_and_no_other() {
        assertThat(ConfigurationPage.rowsOf(SECTION, WorkerSettings.class))
                .isEqualTo(ConfigurationPage.settingsOf(WorkerSettings.class));
        assertThat(ConfigurationPage.rowsOf(SECTION, CacheSettings.class))
                .isEqualTo(ConfigurationPage.settingsOf(CacheSettings.class));
        assertThat(ConfigurationPage.rowsOf(SHARED, S3Settings.class))
                .isEqualTo(ConfigurationPage.settingsOf(S3Settings.class));
    }

    @Test
    void the_page_has_the_values_that_the_service_ships_with() {
        Map<String, String> rows = ConfigurationPage.rowsOf(SECTION);
        rows.putAll(ConfigurationPage.rowsOf(SHARED));
        assertThat(rows).containsAllEntriesOf(ConfigurationPage.shipped("worker-service", rows.keySet()));
    }
}
