package org.mckernel.dump;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Each package may use only those before it: docs/architecture.md. */
@AnalyzeClasses(packages = "org.mckernel.dump", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
    private static final String ROOT = "org.mckernel.dump.";

    /**
     * From the bottom up. {@code format..} are the formats' own packages, which know {@code format} and not each other.
     */
    private static final List<String> ORDER = List.of(
            "bytes",
            "memory",
            "arch",
            "elf",
            "address",
            "format",
            "format.*..",
            "open",
            "device",
            "symbol",
            "dwarf",
            "type",
            "kernel",
            "filter",
            "unwind",
            "triage",
            "result");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule formatsDoNotKnowOneAnother =
            slices().matching(ROOT + "format.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule noUnsafe =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("sun.misc..", "jdk.internal..");

    @ArchTest
    static final ArchRule noTestDumps =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.mckernel.testdumps..");

    @ArchTest
    static void lowerPackagesDoNotKnowHigherOnes(JavaClasses classes) {
        for (int i = 0; i + 1 < ORDER.size(); i++) {
            String[] above = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(p -> ROOT + p)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ORDER.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @ArchTest
    static void everyPackageHasItsPlace(JavaClasses classes) {
        Assertions.assertThat(classes).allSatisfy(c -> {
            String name = c.getPackageName().substring(ROOT.length());
            Assertions.assertThat(ORDER).as(c.getName()).contains(name.startsWith("format.") ? "format.*.." : name);
        });
    }
}
