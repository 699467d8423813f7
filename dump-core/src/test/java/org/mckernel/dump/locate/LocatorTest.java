package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.locate.NotLocatedException.Kind;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.mckernel.KernelImageWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** The order of the strategies, and which failure ends the search. */
class LocatorTest {
    @TempDir
    Path dir;

    private OpenedMachine open(McKernelMachine machine) throws IOException {
        return OpenedMachine.of(machine, dir);
    }

    /** A Linux without the IHK module: only the image or a scan can find McKernel. */
    private static McKernelMachine withoutModules() {
        return McKernelMachine.on(LinuxMachine.boot(LinuxLayout.x86Kaslr(), "6.1.0-56"))
                .boot();
    }

    private static NotLocatedException fails(LocateRequest request, List<LocateStrategy> strategies) {
        return catchThrowableOfType(NotLocatedException.class, () -> Locator.locate(request, strategies));
    }

    /** Removes the signature of the only boot_param, so that a scan finds none. */
    private static McKernelMachine withoutBootParam(McKernelMachine machine) {
        machine.memory().writeLongs(machine.bootParam() + 16, 99);
        return machine;
    }

    @Test
    void triesCheapStrategiesFirst() {
        assertThat(Locator.all())
                .extracting(LocateStrategy::name)
                .containsExactly("container", "given", "image", "symbols", "scan");
    }

    @Test
    void usesFirstSuccessfulStrategy() throws Exception {
        try (OpenedMachine opened = open(McKernelMachine.usual());
                McKernelImage image = opened.image()) {
            KnownAddresses known = new KnownAddresses(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.of(opened.machine().bootParam()),
                    OptionalLong.empty());
            assertThat(Locator.locate(opened.request(image, known), Locator.all())
                            .strategy())
                    .isEqualTo("given");
            assertThat(Locator.locate(opened.request(image), Locator.all()).strategy())
                    .isEqualTo("image");
            assertThat(Locator.locate(opened.request(), Locator.all()).strategy())
                    .isEqualTo("symbols");
        }
    }

    @Test
    void scanIsTheLastResort() throws Exception {
        try (OpenedMachine opened = open(withoutModules())) {
            McKernelLocation found = Locator.locate(opened.request(), Locator.all());
            assertThat(found.strategy()).isEqualTo("scan");
            assertThat(found.kernelBase()).isEqualTo(opened.machine().kernelBase());
        }
    }

    @Test
    void runsOnlyForcedStrategy() throws Exception {
        try (OpenedMachine opened = open(McKernelMachine.usual())) {
            NotLocatedException e = fails(opened.request(), List.of(new ImageStrategy()));
            assertThat(e).hasMessage("no image given or next to the vmcore");
        }
    }

    @Test
    void reportsReasonOfEveryStrategyInOneLine() throws Exception {
        try (OpenedMachine opened = open(withoutBootParam(withoutModules()))) {
            NotLocatedException e = fails(opened.request(), Locator.all());
            assertThat(e.kind()).isEqualTo(Kind.TRY_NEXT);
            assertThat(e.getMessage())
                    .doesNotContain("\n")
                    .matches(
                            "given: no addresses given; image: no image given or next to the vmcore; symbols: .+; scan:"
                                    + " no boot_param signature .+");
        }
    }

    @Test
    void wrongImageIsMostInformativeReason() throws Exception {
        try (OpenedMachine opened = open(withoutBootParam(withoutModules()));
                McKernelImage wrong = opened.image(KernelImageWriter.x86().seed(2))) {
            NotLocatedException e = fails(opened.request(wrong), Locator.all());
            assertThat(e.kind()).isEqualTo(Kind.IMAGE_MISMATCH);
            assertThat(e).hasMessageContainingAll("; image: ", "; symbols: ", "; scan: ");
        }
    }

    @Test
    void damageStopsTheSearch() throws Exception {
        McKernelMachine machine =
                OpenedMachine.unmapped().pageSet(set -> set.countField(0)).boot();
        try (OpenedMachine opened = open(machine);
                McKernelImage image = opened.image()) {
            NotLocatedException e = fails(opened.request(image), Locator.all());
            assertThat(e.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(e).hasMessageStartingWith("no boot_param at 0x%x: no page set".formatted(machine.bootParam()));
        }
    }

    @Test
    void zeroPageSetAddressMeansNotBooted() throws Exception {
        McKernelMachine machine = McKernelMachine.usual();
        machine.linux().writeLongs(machine.linux().address("dump_page_set_addr"), 0);
        try (OpenedMachine opened = open(machine)) {
            NotLocatedException e = fails(opened.request(), Locator.all());
            assertThat(e.kind()).isEqualTo(Kind.NO_MCKERNEL);
            assertThat(e).hasMessageContaining("no McKernel was booted").hasMessageNotContaining("scan");
        }
    }
}
