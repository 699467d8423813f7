package org.mckernel.lifecycle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import org.mckernel.testdumps.rules.PackageRules;

@AnalyzeClasses(packages = "org.mckernel.lifecycle", importOptions = ImportOption.DoNotIncludeTests.class)
class LifecycleRulesTest {
    private static final String ROOT = "org.mckernel.lifecycle";

    /** From the bottom up. */
    private static final List<String> ORDER = List.of(
            ROOT + ".request",
            ROOT + ".journal",
            ROOT + ".node",
            ROOT + ".host",
            ROOT + ".driver",
            ROOT + ".ihk.context",
            ROOT + ".ihk.effect",
            ROOT + ".ihk.plan",
            ROOT + ".ihk",
            ROOT + ".sim",
            ROOT + ".cli",
            ROOT + ".demo",
            ROOT,
            ROOT + ".distribution");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static void usesOfOtherModulesOnlyWhatTheyExport(JavaClasses classes) {
        PackageRules.useOnlyExports(classes, "org.mckernel.dump", Path.of("../dump-core/exports.txt"));
        PackageRules.useOnlyExports(classes, "org.mckernel.converter", Path.of("../vmcore-converter/exports.txt"));
    }

    /** The simulated machine's memory comes from the independent writers; nothing else here knows them. */
    @ArchTest
    static final ArchRule onlyTheSimulatedNodeWritesDumps = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".sim")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.mckernel.testdumps..");

    @ArchTest
    static void lowerPackagesDoNotKnowHigherOnes(JavaClasses classes) {
        for (int i = 0; i + 1 < ORDER.size(); i++) {
            String[] above = ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ORDER.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(classes);
        }
    }

    @ArchTest
    static void everyPackageHasItsPlace(JavaClasses classes) {
        assertThat(classes).allSatisfy(c -> assertThat(ORDER).as(c.getName()).contains(c.getPackageName()));
    }
}
