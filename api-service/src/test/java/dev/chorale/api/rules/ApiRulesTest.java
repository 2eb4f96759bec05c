package dev.chorale.api.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.chorale.api.access.AdminOnly;
import dev.chorale.common.rules.HouseRules;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiRulesTest {
    private static final JavaClasses CLASSES = HouseRules.mainClassesIn("dev.chorale.api");

    @Test
    void the_api_keeps_the_house_rules() {
        HouseRules.check(CLASSES, "dev.chorale.api");
        assertThat(HouseRules.longFiles(java.nio.file.Path.of("."))).isEmpty();
    }

    @Test
    void every_resource_of_the_admin_room_is_for_admins_only() {
        classes()
                .that()
                .resideInAPackage("dev.chorale.api.admin..")
                .and()
                .areAnnotatedWith(Path.class)
                .should()
                .beAnnotatedWith(AdminOnly.class)
                .check(CLASSES);
    }

    @Test
    void a_room_imports_only_from_rooms_named_before_it() {
        HouseRules.checkOrder(
                CLASSES,
                "dev.chorale.api",
                List.of(
                        "problem",
                        "access",
                        "notify",
                        "cache",
                        "webhook",
                        "jobs",
                        "dispatch",
                        "wording",
                        "submit",
                        "audio",
                        "voice",
                        "speech",
                        "admin"));
    }
}
