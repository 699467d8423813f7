package org.mckernel.lifecycle.ihk.effect;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every change can be found again by what it writes to the journal. */
class EffectRegistryTest {
    @Test
    void knowsEveryReversibleStep() throws Exception {
        List<JavaClass> steps = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.mckernel.lifecycle")
                        .stream()
                        .filter(c ->
                                c.isAssignableTo(ReversibleStep.class) && !c.isInterface() && !c.isAnonymousClass())
                        .toList();
        assertThat(steps).hasSizeGreaterThan(10);
        for (JavaClass step : steps) {
            EffectKind kind =
                    (EffectKind) step.reflect().getDeclaredField("KIND").get(null);
            assertThat(EffectRegistry.of(kind.word() + "\nsaved"))
                    .as(step.getName())
                    .contains(kind);
        }
    }

    @Test
    void knowsPlainSteps() throws Exception {
        assertThat(EffectRegistry.of(ReversibleStep.plain(() -> {}).before())).contains(ReversibleStep.PLAIN);
    }

    @Test
    void refusesUnknownKinds() {
        assertThat(EffectRegistry.of("floppy\nsaved")).isEmpty();
        assertThat(EffectRegistry.of("module")).isEmpty();
        assertThat(EffectRegistry.of("")).isEmpty();
    }
}
