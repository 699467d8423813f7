package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.locate.NotLocatedException.Kind;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.mckernel.BootImage;
import org.mckernel.testdumps.mckernel.KernelImageWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** Images that do not match memory, or match more than once. */
class ImageStrategyTest {
    private static final long LARGE_PAGE = 2L << 20;

    @TempDir
    Path dir;

    private NotLocatedException fails(McKernelMachine machine, BootImage writer) throws Exception {
        try (OpenedMachine opened = OpenedMachine.of(machine, dir);
                McKernelImage image = opened.image(writer)) {
            return catchThrowableOfType(
                    NotLocatedException.class, () -> new ImageStrategy().locate(opened.request(image)));
        }
    }

    private McKernelLocation finds(McKernelMachine machine) throws Exception {
        try (OpenedMachine opened = OpenedMachine.of(machine, dir);
                McKernelImage image = opened.image()) {
            McKernelLocation found = new ImageStrategy().locate(opened.request(image));
            assertThat(found.kernelBase()).isEqualTo(machine.kernelBase());
            assertThat(found.pageSet().orElseThrow().address()).isEqualTo(machine.pageSetAddress());
            return found;
        }
    }

    /** Large pages before and after the running kernel. */
    private static void copyImage(McKernelMachine machine, Map<String, Long> values) {
        long before = machine.chunks().getFirst().start();
        long after = (machine.chunks().getLast().start() + LARGE_PAGE - 1) & -LARGE_PAGE;
        machine.image().loadInto(machine.memory(), before, values).loadInto(machine.memory(), after, values);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rejectsImageOfOtherBuild(boolean mapped) throws Exception {
        McKernelMachine machine = (mapped ? OpenedMachine.on(LinuxLayout.x86Kaslr()) : OpenedMachine.unmapped()).boot();
        NotLocatedException e = fails(machine, KernelImageWriter.x86().seed(2));
        assertThat(e.kind()).isEqualTo(Kind.IMAGE_MISMATCH);
        assertThat(e).hasMessageContainingAll("mckernel.img", "is it the image that was booted?");
    }

    @Test
    void rejectsTextOfOtherBuildWithoutBuildId() throws Exception {
        McKernelMachine machine = OpenedMachine.on(LinuxLayout.x86Kaslr())
                .image(KernelImageWriter.x86().buildId(new byte[0]))
                .boot();
        NotLocatedException e = fails(machine, KernelImageWriter.x86().seed(2).buildId(new byte[0]));
        assertThat(e.kind()).isEqualTo(Kind.IMAGE_MISMATCH);
        assertThat(e).hasMessageContaining("build id none");
    }

    @Test
    void rejectsImageOfOtherArchitecture() throws Exception {
        NotLocatedException e = fails(
                OpenedMachine.unmapped().boot(), KernelImageWriter.arm64(0x1000, KernelImageWriter.AARCH64_BASE_48));
        assertThat(e.kind()).isEqualTo(Kind.IMAGE_MISMATCH);
        assertThat(e).hasMessageContainingAll("mckernel.img is for aarch64", "the dump is of x86_64");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsImageWithoutBuildIdByText(boolean mapped) throws Exception {
        McKernelMachine.Builder builder = mapped ? OpenedMachine.on(LinuxLayout.x86Kaslr()) : OpenedMachine.unmapped();
        McKernelLocation found = finds(
                builder.image(KernelImageWriter.x86().buildId(new byte[0])).boot());
        assertThat(found.evidence()).anyMatch(line -> line.startsWith("build id not comparable, text equal but for 8"));
    }

    @Test
    void kernelsRecordDistinguishesItFromCopies() throws Exception {
        McKernelMachine machine = OpenedMachine.unmapped().boot();
        copyImage(machine, Map.of("x86_kernel_phys_base", machine.kernelBase(), "boot_param_pa", 0x1000L));
        assertThat(finds(machine).evidence()).isNotEmpty();
    }

    @Test
    void identicalCopiesRequestKernelBase() throws Exception {
        McKernelMachine machine = OpenedMachine.unmapped()
                .image(KernelImageWriter.x86().without("x86_kernel_phys_base"))
                .boot();
        copyImage(machine, Map.of());
        NotLocatedException e = fails(machine, machine.image());
        assertThat(e.kind()).isEqualTo(Kind.TRY_NEXT);
        assertThat(e).hasMessageContainingAll("in memory 3 times", "--kernel-base");
    }

    @Test
    void invalidBootParamIsReportedAsDamage() throws Exception {
        McKernelMachine machine = OpenedMachine.unmapped().boot();
        machine.memory().writeLongs(machine.image().physical("boot_param_pa", machine.kernelBase()), 0x1000);
        NotLocatedException e = fails(machine, machine.image());
        assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(e).hasMessageContaining("no boot_param at 0x1000");
    }

    @Test
    void reportsImageWithoutBootParamSymbol() throws Exception {
        McKernelMachine machine = OpenedMachine.unmapped()
                .image(KernelImageWriter.x86().without("boot_param_pa"))
                .boot();
        NotLocatedException e = fails(machine, machine.image());
        assertThat(e.kind()).isEqualTo(Kind.TRY_NEXT);
        assertThat(e).hasMessage("the image has no symbol boot_param_pa");
    }
}
