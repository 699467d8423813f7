package org.mckernel.converter;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.nio.file.Path;
import java.util.List;
import org.mckernel.testdumps.rules.PackageRules;

/** Each package may use only those before it: docs/architecture.md. */
@AnalyzeClasses(packages = "org.mckernel.converter", importOptions = ImportOption.DoNotIncludeTests.class)
class ConverterRulesTest {
    private static final PackageRules RULES =
            new PackageRules("org.mckernel.converter", List.of("plan", "write", "", "cli"));

    @ArchTest
    static void packagesKeepTheirOrder(JavaClasses classes) {
        RULES.check(classes);
    }

    @ArchTest
    static void noTestDumps(JavaClasses classes) {
        PackageRules.noTestDumps(classes);
    }

    @ArchTest
    static void usesOnlyWhatDumpCoreExports(JavaClasses classes) {
        PackageRules.useOnlyExports(classes, "org.mckernel.dump", Path.of("../dump-core/exports.txt"));
    }
}
