package org.mckernel.dump.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSymbol;
import org.mckernel.dump.elf.ElfSymbolTable;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.linux.memory.KernelSymbols;
import org.mckernel.dump.linux.memory.LinuxSideException;

/** The symbols of a kernel file (vmlinux), relocated to the run-time addresses of the dumped kernel. */
final class Vmlinux implements KernelSymbols {
    private final Map<String, Long> addresses;
    private final long offset;

    private Vmlinux(Map<String, Long> addresses, long offset) {
        this.addresses = addresses;
        this.offset = offset;
    }

    /**
     * Reads the addresses of {@code wanted} symbols.
     *
     * @param info the dump's VMCOREINFO, or one without entries: then the kernel is assumed to have run at its link
     *        address
     * @throws LinuxSideException when the file is not readable, has no symbols, or is not the dumped kernel's
     */
    static Vmlinux open(Path file, List<String> wanted, Vmcoreinfo info) throws LinuxSideException {
        Map<String, Long> addresses = new HashMap<>();
        try (MappedFile mapped = MappedFile.open(file)) {
            Optional<ElfSymbolTable> table = ElfFile.open(mapped).symbols();
            if (table.isEmpty()) {
                throw new LinuxSideException("%s: has no symbol table; give an unstripped vmlinux".formatted(file));
            }
            for (long i = 1; i < table.get().count(); i++) {
                ElfSymbol symbol = table.get().get(i);
                if (symbol.defined() && wanted.contains(symbol.name())) {
                    addresses.putIfAbsent(symbol.name(), symbol.value());
                }
            }
        } catch (IOException e) {
            throw new LinuxSideException("%s: %s".formatted(file, e.getMessage()), e);
        }
        Vmlinux vmlinux = new Vmlinux(addresses, info.kernelOffset().orElse(0));
        OptionalLong own = vmlinux.address("_stext");
        OptionalLong dumped = info.symbol("_stext");
        if (own.isPresent() && dumped.isPresent() && own.getAsLong() != dumped.getAsLong()) {
            throw new LinuxSideException("%s: is not the dumped kernel: its _stext would be at 0x%x, the dump says 0x%x"
                    .formatted(file, own.getAsLong(), dumped.getAsLong()));
        }
        return vmlinux;
    }

    @Override
    public OptionalLong address(String name) {
        Long linked = addresses.get(name);
        return linked == null ? OptionalLong.empty() : OptionalLong.of(linked + offset);
    }
}
