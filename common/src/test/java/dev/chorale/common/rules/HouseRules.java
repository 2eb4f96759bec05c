package dev.chorale.common.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The house's rules as sentences, for the test of each module to hold its classes against. */
public final class HouseRules {
    private static final int MAX_LINES = 300;

    private HouseRules() {}

    public static JavaClasses mainClassesIn(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(rootPackage);
    }

    public static void check(JavaClasses classes, String rootPackage) {
        slices().matching(rootPackage + ".(*)..").should().beFreeOfCycles().check(classes);
        noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .allowEmptyShould(true)
                .check(classes);
        classes()
                .should()
                .haveNameNotMatching(".*(Manager|Helper|Util|Utils|Processor|Impl|Base|Data|Info)")
                .check(classes);
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Console")
                .should()
                .accessField(System.class, "out")
                .check(classes);
        noClasses().should().callMethod(java.time.Instant.class, "now").check(classes);
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(classes);
        noClasses().should().callMethod(Math.class, "random").check(classes);
    }

    /** A room imports only from the rooms named before it. */
    public static void checkOrder(JavaClasses classes, String rootPackage, List<String> rooms) {
        for (int i = 0; i < rooms.size(); i++) {
            String[] later = rooms.subList(i + 1, rooms.size()).stream()
                    .map(room -> rootPackage + "." + room + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(rootPackage + "." + rooms.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    /** The files below {@code src} of the module that are too long. */
    public static List<String> longFiles(Path module) {
        try (Stream<Path> files = Files.walk(module.resolve("src"))) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> lines(f) > MAX_LINES)
                    .map(Path::toString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
