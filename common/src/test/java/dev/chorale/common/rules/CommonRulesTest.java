package dev.chorale.common.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommonRulesTest {
    private static final JavaClasses CLASSES = HouseRules.mainClassesIn("dev.chorale.common");

    @Test
    void common_keeps_the_house_rules() {
        HouseRules.check(CLASSES, "dev.chorale.common");
        assertThat(HouseRules.longFiles(Path.of("."))).isEmpty();
    }

    @Test
    void common_knows_no_service() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.chorale.api..", "dev.chorale.worker..", "dev.chorale.deploy..")
                .check(CLASSES);
    }

    @Test
    void values_of_speech_know_no_database_and_no_network() {
        noClasses()
                .that()
                .resideInAPackage("dev.chorale.common.speech..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi..", "io.minio..", "org.apache.kafka..", "java.net..")
                .check(CLASSES);
    }
}
