package org.mckernel.eclair;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.nio.file.Path;
import org.mckernel.testdumps.rules.TestMirror;

/** Each class with logic has its test, or is listed in untested.txt. */
@AnalyzeClasses(packages = "org.mckernel.eclair", importOptions = ImportOption.OnlyIncludeTests.class)
class TestMirrorTest {
    @ArchTest
    static void classesHaveTheirTests(JavaClasses tests) {
        TestMirror.check(tests, Path.of("src/main/java"), Path.of("untested.txt"));
    }
}
