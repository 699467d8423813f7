package org.mckernel.converter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Each package may use only those before it; {@code Conversion}, which joins them, stands between write and cli. */
@AnalyzeClasses(packages = "org.mckernel.converter", importOptions = ImportOption.DoNotIncludeTests.class)
class ConverterRulesTest {
    private static final String ROOT = "org.mckernel.converter";

    /** From the bottom up. */
    private static final List<String> ORDER = List.of(
            ROOT + ".input", ROOT + ".linux", ROOT + ".locate", ROOT + ".plan", ROOT + ".write", ROOT, ROOT + ".cli");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noTestDumps =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.mckernel.testdumps..");

    @ArchTest
    static final ArchRule noUnsafe =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("sun.misc..", "jdk.internal..");

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
        Assertions.assertThat(classes)
                .allSatisfy(c -> Assertions.assertThat(ORDER).as(c.getName()).contains(c.getPackageName()));
    }
}
