package org.mckernel.dump.linux.module;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSymbol;
import org.mckernel.dump.elf.ElfSymbolTable;
import org.mckernel.dump.linux.memory.LinuxSideException;

/** A module's file (.ko), for the addresses of symbols that are not in Linux's memory. */
public final class ModuleObject {
    private ModuleObject() {}

    /**
     * Address of a symbol: the load address of its section plus its offset.
     *
     * @param sections addresses of the loaded module's sections
     * @throws LinuxSideException when the file has no such symbol, or Linux has no such section
     */
    public static long address(Path file, String symbol, Map<String, Long> sections) throws LinuxSideException {
        try (MappedFile mapped = MappedFile.open(file)) {
            ElfFile elf = ElfFile.open(mapped);
            Optional<ElfSymbolTable> table = elf.symbols();
            Optional<ElfSymbol> found = table.flatMap(t -> t.stream()
                    .filter(s -> s.section() != 0 && s.name().equals(symbol))
                    .findFirst());
            if (found.isEmpty()) {
                throw new LinuxSideException("%s: has no symbol %s".formatted(file, symbol));
            }
            String section = elf.section(found.get().section()).name();
            OptionalLong base =
                    sections.containsKey(section) ? OptionalLong.of(sections.get(section)) : OptionalLong.empty();
            return base.orElseThrow(
                            () -> new LinuxSideException("%s: %s is in section %s, whose address is not in the dump"
                                    .formatted(file, symbol, section)))
                    + found.get().value();
        } catch (IOException e) {
            throw new LinuxSideException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
