package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.chorale.common.rules.HouseRules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerRulesTest {
    private static final String ROOT = "dev.chorale.worker";
    private static final JavaClasses CLASSES = HouseRules.mainClassesIn(ROOT);

    @Test
    void the_house_rules_hold() {
        HouseRules.check(CLASSES, ROOT);
    }

    @Test
    void each_room_imports_only_rooms_that_come_after_it_on_the_way_of_a_job() {
        HouseRules.checkOrder(
                CLASSES, ROOT, List.of("engine", "memory", "supervise", "settle", "speak", "keep", "claim"));
    }

    @Test
    void no_file_is_longer_than_300_lines() {
        assertThat(HouseRules.longFiles(Path.of("."))).isEmpty();
    }
}
