package org.mckernel.eclair;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.mckernel.testdumps.rules.PackageRules;

/** Each package may use only those before it: docs/architecture.md. */
@AnalyzeClasses(packages = "org.mckernel.eclair", importOptions = ImportOption.DoNotIncludeTests.class)
class EclairRulesTest {
    private static final String ROOT = "org.mckernel.eclair";

    /** From the bottom up. */
    private static final List<String> ORDER = List.of(
            ROOT + ".disassembly",
            ROOT + ".session",
            ROOT + ".processcore",
            ROOT + ".command",
            ROOT + ".command.argument",
            ROOT + ".command.text",
            ROOT + ".command.symbol",
            ROOT + ".command.stack",
            ROOT + ".command.thread",
            ROOT + ".command.value",
            ROOT + ".command.memory",
            ROOT + ".command.source",
            ROOT + ".command.process",
            ROOT + ".command.overview",
            ROOT + ".command.live",
            ROOT + ".shell",
            ROOT + ".remote",
            ROOT);

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static void usesOfDumpCoreOnlyWhatItExports(JavaClasses classes) {
        PackageRules.useOnlyExports(classes, "org.mckernel.dump", Path.of("../dump-core/exports.txt"));
    }

    @ArchTest
    static final ArchRule doesNotUseTheConverter =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.mckernel.converter..");

    @ArchTest
    static final ArchRule noTestDumps =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.mckernel.testdumps..");

    @ArchTest
    static final ArchRule noUnsafe =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("sun.misc..", "jdk.internal..");

    /** Help, completion, doctor and confinement read the registry: only who fills it knows the commands themselves. */
    @ArchTest
    static final ArchRule commandsAreKnownThroughTheRegistry = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".command..")
            .and()
            .doNotHaveSimpleName("Commands")
            .and()
            .doNotHaveSimpleName("SettingCommands") // set 402 shows the thread as the command thread does
            .should()
            .dependOnClassesThat(
                    resideInAPackage(ROOT + ".command.*").and(not(resideInAPackage(ROOT + ".command.argument"))));

    /** The start of a batch pays for no packets. */
    @ArchTest
    static final ArchRule onlyTheRemoteSideHasBuffers = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".remote")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

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
