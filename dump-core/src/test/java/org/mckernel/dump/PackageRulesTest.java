package org.mckernel.dump;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.mckernel.testdumps.rules.PackageRules;

/** Each package may use only those before it; the formats do not know one another: docs/architecture.md. */
@AnalyzeClasses(packages = "org.mckernel.dump", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageRulesTest {
    private static final PackageRules RULES = new PackageRules(
            "org.mckernel.dump",
            List.of(
                    "bytes",
                    "memory",
                    "arch",
                    "elf",
                    "address",
                    "format",
                    "format.elfcore",
                    "format.flattened",
                    "format.kdump.codec",
                    "format.kdump",
                    "format.mckdump",
                    "format.unsupported",
                    "output",
                    "open",
                    "device",
                    "symbol",
                    "dwarf.unit",
                    "dwarf.line",
                    "dwarf.expr",
                    "dwarf.cfi",
                    "dwarf.index",
                    "dwarf",
                    "type",
                    "expression",
                    "kernel.ihk",
                    "kernel.walk",
                    "kernel",
                    "kernel.memory",
                    "filter",
                    "unwind",
                    "unwind.user",
                    "triage",
                    "linux.memory",
                    "linux.kallsyms",
                    "linux.module",
                    "linux",
                    "locate",
                    "input",
                    "result"));

    @ArchTest
    static void packagesKeepTheirOrder(JavaClasses classes) {
        RULES.check(classes);
    }

    @ArchTest
    static void noTestDumps(JavaClasses classes) {
        PackageRules.noTestDumps(classes);
    }

    @ArchTest
    static final ArchRule formatsDoNotKnowOneAnother =
            slices().matching("org.mckernel.dump.format.(*)..").should().notDependOnEachOther();
}
