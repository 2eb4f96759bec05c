package dev.chorale.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.docs.ConfigurationPage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final String SECTION = "The API service";

    @Test
    void the_page_has_every_setting_with_its_default_and_no_other() {
        assertThat(ConfigurationPage.rowsOf(SECTION, ApiSettings.class))
                .isEqualTo(ConfigurationPage.settingsOf(ApiSettings.class));
    }

    @Test
    void the_page_has_the_values_that_the_service_ships_with() {
        Map<String, String> rows = ConfigurationPage.rowsOf(SECTION);
        rows.putAll(ConfigurationPage.rowsOf("Both services"));
        assertThat(rows).containsAllEntriesOf(ConfigurationPage.shipped("api-service", rows.keySet()));
    }
}
