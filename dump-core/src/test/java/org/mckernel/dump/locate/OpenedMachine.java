package org.mckernel.dump.locate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.linux.Processor;
import org.mckernel.testdumps.mckernel.BootImage;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** A simulated machine's vmcore, written and opened, and requests about it. */
record OpenedMachine(McKernelMachine machine, Dump dump, Path dir) implements AutoCloseable {
    private static final String RELEASE = "6.1.0-56";

    static Stream<LinuxLayout> layouts() {
        return Stream.of(
                LinuxLayout.x86(),
                LinuxLayout.x86Kaslr(),
                LinuxLayout.x86FiveLevels(),
                LinuxLayout.arm64(0x1000, 39, 0),
                LinuxLayout.arm64(0x1000, 48, 0x5_0000),
                LinuxLayout.arm64(0x10000, 42, 0),
                LinuxLayout.arm64(0x10000, 48, 0x5_0000));
    }

    /** The usual machine, where only the image itself can be found. */
    static McKernelMachine.Builder unmapped() {
        return on(LinuxLayout.x86Kaslr()).linuxDoesNotMapImage();
    }

    static McKernelMachine.Builder on(LinuxLayout layout) {
        return McKernelMachine.on(LinuxMachine.running(layout, RELEASE));
    }

    /** Writes the vmcore of the machine's current state. */
    static OpenedMachine of(McKernelMachine machine, Path dir) throws IOException {
        boolean x86 = machine.linux().layout().processor() == Processor.X86_64;
        Notes notes = Notes.of(x86 ? ElfMachine.X86_64 : ElfMachine.AARCH64)
                .prstatus(1)
                .vmcoreinfo(machine.linux().vmcoreinfo());
        Path vmcore = dir.resolve("vmcore");
        VmcoreWriter.of(machine.memory()).notes(notes).write(vmcore);
        return new OpenedMachine(machine, Dumps.open(vmcore), dir);
    }

    /** Opens a separate image file; the caller closes it. */
    McKernelImage image(BootImage writer) throws IOException {
        return McKernelImage.open(Files.write(dir.resolve("mckernel.img"), writer.file()));
    }

    /** The image that was booted. */
    McKernelImage image() throws IOException {
        return image(machine.image());
    }

    /** A request with only the vmcore. */
    LocateRequest request() {
        return request(KnownAddresses.none());
    }

    LocateRequest request(McKernelImage image) {
        return request(image, KnownAddresses.none());
    }

    LocateRequest request(KnownAddresses known) {
        return new LocateRequest(dump, Optional.empty(), known, Optional.empty(), Optional.empty(), 2);
    }

    LocateRequest request(McKernelImage image, KnownAddresses known) {
        return new LocateRequest(dump, Optional.of(image), known, Optional.empty(), Optional.empty(), 2);
    }

    @Override
    public void close() throws IOException {
        dump.close();
    }
}
