package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.locate.NotLocatedException.Kind;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** Which of the user's addresses are sufficient, and what is requested when they are not. */
class GivenStrategyTest {
    private static final long UNKNOWN = -1;

    @TempDir
    Path dir;

    private final McKernelMachine machine = OpenedMachine.unmapped().boot();
    private OpenedMachine opened;

    @BeforeEach
    void open() throws Exception {
        opened = OpenedMachine.of(machine, dir);
    }

    @AfterEach
    void close() throws Exception {
        opened.close();
    }

    private static KnownAddresses known(long pageSet, long bootstrap, long bootParam, long kernelBase) {
        return new KnownAddresses(optional(pageSet), optional(bootstrap), optional(bootParam), optional(kernelBase));
    }

    private static OptionalLong optional(long address) {
        return address == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(address);
    }

    private void assertFinds(LocateRequest request) throws NotLocatedException {
        McKernelLocation found = new GivenStrategy().locate(request);
        assertThat(found.strategy()).isEqualTo("given");
        assertThat(found.kernelBase()).isEqualTo(machine.kernelBase());
        assertThat(found.pageSet().orElseThrow().address()).isEqualTo(machine.pageSetAddress());
        assertThat(found.bootParam()).isPresent();
        assertThat(found.evidence()).isNotEmpty();
    }

    private void assertFails(KnownAddresses known, Kind kind, String... words) {
        NotLocatedException e = catchThrowableOfType(
                NotLocatedException.class, () -> new GivenStrategy().locate(opened.request(known)));
        assertThat(e).hasMessageContainingAll(words).hasMessageNotContaining("\n");
        assertThat(e.kind()).isEqualTo(kind);
    }

    @Test
    void pageSetAndBootstrapAreSufficient() throws Exception {
        long start = machine.bootstrap().start();
        assertFinds(opened.request(known(machine.pageSetAddress(), start, UNKNOWN, UNKNOWN)));
    }

    @Test
    void pageSetAndKernelBaseAreSufficient() throws Exception {
        long base = machine.kernelBase();
        assertFinds(opened.request(known(machine.pageSetAddress(), UNKNOWN, UNKNOWN, base)));
    }

    @Test
    void bootParamIsSufficient() throws Exception {
        assertFinds(opened.request(known(UNKNOWN, UNKNOWN, machine.bootParam(), UNKNOWN)));
    }

    @Test
    void kernelBaseAndImageAreSufficient() throws Exception {
        try (McKernelImage image = opened.image()) {
            assertFinds(opened.request(image, known(UNKNOWN, UNKNOWN, UNKNOWN, machine.kernelBase())));
        }
    }

    @Test
    void acceptsAllAddressesTogether() throws Exception {
        assertFinds(opened.request(known(
                machine.pageSetAddress(), machine.bootstrap().start(), machine.bootParam(), machine.kernelBase())));
    }

    @Test
    void reportsMissingAddresses() {
        assertFails(KnownAddresses.none(), Kind.TRY_NEXT, "no addresses given");
    }

    @Test
    void pageSetInsideBootParamIsSufficient() throws Exception {
        assertFinds(opened.request(known(machine.pageSetAddress(), UNKNOWN, UNKNOWN, UNKNOWN)));
    }

    @Test
    void bootstrapAndImageAreSufficient() throws Exception {
        try (McKernelImage image = opened.image()) {
            assertFinds(opened.request(image, known(UNKNOWN, machine.bootstrap().start(), UNKNOWN, UNKNOWN)));
        }
    }

    @Test
    void pageSetInDamagedBootParamRequestsKernelBase() throws Exception {
        opened.close();
        machine.linux().memory().write(machine.bootParam(), new byte[56]);
        opened = OpenedMachine.of(machine, dir);
        assertFails(
                known(machine.pageSetAddress(), UNKNOWN, UNKNOWN, UNKNOWN),
                Kind.TRY_NEXT,
                "--bootstrap",
                "--kernel-base");
    }

    @Test
    void bootstrapAloneRequestsPageSet() {
        assertFails(
                known(UNKNOWN, machine.bootstrap().start(), UNKNOWN, UNKNOWN),
                Kind.TRY_NEXT,
                "--page-set",
                "--boot-param");
    }

    @Test
    void kernelBaseWithoutImageRequestsPageSet() {
        assertFails(
                known(UNKNOWN, UNKNOWN, UNKNOWN, machine.kernelBase()), Kind.TRY_NEXT, "--page-set", "--boot-param");
    }

    @Test
    void reportsWrongAddressesWithContent() {
        long wrong = machine.bootstrap().start();
        assertFails(known(UNKNOWN, UNKNOWN, wrong, UNKNOWN), Kind.DAMAGED, "no boot_param at 0x%x".formatted(wrong));
        assertFails(
                known(wrong, wrong, UNKNOWN, UNKNOWN), Kind.DAMAGED, "page set", "0x%x".formatted(wrong), "expected");
    }

    @Test
    void reportsAddressesOutsideTheDump() {
        long outside = 1L << 40;
        assertFails(
                known(UNKNOWN, UNKNOWN, outside, UNKNOWN), Kind.DAMAGED, "0x%x".formatted(outside), "is unreadable");
        assertFails(
                known(outside, outside, UNKNOWN, UNKNOWN), Kind.DAMAGED, "0x%x".formatted(outside), "is unreadable");
    }
}
