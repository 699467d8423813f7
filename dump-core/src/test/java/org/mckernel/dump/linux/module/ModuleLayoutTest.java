package org.mckernel.dump.linux.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.StructOffsets;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

class ModuleLayoutTest {
    private static final long BASE = 0xffff_ffff_c000_0000L;

    private final Map<String, Long> known = new HashMap<>(Map.of("module.list", 8L, "module.name", 24L));
    private final StructOffsets offsets = (struct, member) -> {
        Long at = known.get(struct + "." + member);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    };

    private void modKallsyms() {
        known.putAll(Map.of("mod_kallsyms.symtab", 0L, "mod_kallsyms.num_symtab", 8L, "mod_kallsyms.strtab", 16L));
    }

    @Test
    void needsTheListAndTheName() {
        assertThat(ModuleLayout.of(offsets, "BTF")).contains(new ModuleLayout(8, 24, List.of(), null, "BTF"));
        known.remove("module.name");
        assertThat(ModuleLayout.of(offsets, "BTF")).isEmpty();
        known.put("module.name", 24L);
        known.remove("module.list");
        assertThat(ModuleLayout.of(offsets, "BTF")).isEmpty();
    }

    @Test
    void triesEachPlaceThatTypesKnow() {
        modKallsyms();
        known.putAll(Map.of(
                "module.kallsyms", 400L,
                "module.core_kallsyms", 500L,
                "module.symtab", 600L,
                "module.num_symtab", 608L,
                "module.strtab", 616L));
        assertThat(ModuleLayout.of(offsets, "BTF").orElseThrow().symbolPlaces())
                .containsExactly(
                        new SymbolLocation(true, 400, 0, 8, 16),
                        new SymbolLocation(false, 500, 0, 8, 16),
                        new SymbolLocation(false, 0, 600, 608, 616));
        known.remove("mod_kallsyms.strtab");
        known.remove("module.num_symtab");
        assertThat(ModuleLayout.of(offsets, "BTF").orElseThrow().symbolPlaces()).isEmpty();
    }

    @Test
    void knowsBothFormsOfTheSections() {
        known.putAll(Map.of(
                "module.sect_attrs", 700L,
                "module_sect_attrs.nsections", 16L,
                "module_sect_attrs.attrs", 24L,
                "module_sect_attr.address", 64L,
                "module_sect_attr.battr.attr.name", 0L));
        assertThat(ModuleLayout.of(offsets, "x").orElseThrow().sections())
                .isEqualTo(new SectionLocation(700, true, 16, 24, 0, 64));
        known.remove("module_sect_attrs.nsections");
        known.putAll(Map.of(
                "module_sect_attrs.grp.bin_attrs", 32L, "bin_attribute.private", 40L, "bin_attribute.attr.name", 8L));
        assertThat(ModuleLayout.of(offsets, "x").orElseThrow().sections())
                .isEqualTo(new SectionLocation(700, false, 0, 32, 8, 40));
        known.remove("bin_attribute.private");
        assertThat(ModuleLayout.of(offsets, "x").orElseThrow().sections()).isNull();
    }

    /** A module at BASE whose fields lead to two symbols at BASE + 0x1000 and their strings at BASE + 0x1800. */
    @ParameterizedTest
    @CsvSource({
        "80, 0, 8, 16, false",
        "504, 0, 8, 16, false",
        "2024, 0, 8, 16, false",
        "504, 0, 16, 24, false",
        "504, 0, 8, 16, true"
    })
    void findsTheSymbolTableByItsContent(int at, int symbols, int count, int strings, boolean pointer) {
        TestSource source = TestSource.ofSize(0x4000);
        long fields = pointer ? 0x2100 : at;
        put(source, fields + symbols, BASE + 0x1000);
        put(source, fields + count, 2);
        put(source, fields + strings, BASE + 0x1800);
        if (pointer) {
            put(source, at, BASE + fields);
        }
        source.with(0x1000 + 24, StructBuilder.littleEndian().u32(1).toBytes()).with(0x1801, (byte) 'a');

        ModuleLayout found = ModuleLayout.beginning().withProbedSymbols(memory(source), BASE);

        assertThat(found.list()).isEqualTo(8);
        assertThat(found.name()).isEqualTo(24);
        assertThat(found.symbolPlaces()).containsExactly(new SymbolLocation(pointer, at, 0, count, strings));
    }

    @Test
    void findsNothingOutsideTheStructureNorInOtherMemory() {
        TestSource source = TestSource.ofSize(0x4000);
        for (long fields : new long[] {48, 2048}) {
            put(source, fields, BASE + 0x1000);
            put(source, fields + 8, 2);
            put(source, fields + 16, BASE + 0x1800);
        }
        // no address of the kernel, an odd place, a user's address
        put(source, 200, BASE + 0x1001);
        put(source, 208, 2);
        put(source, 216, BASE + 0x1800);
        put(source, 400, BASE + 0x1000);
        put(source, 408, 2);
        put(source, 416, 0x1800);
        source.with(0x1000 + 24, StructBuilder.littleEndian().u32(1).toBytes()).with(0x1801, (byte) 'a');

        assertThat(ModuleLayout.beginning()
                        .withProbedSymbols(memory(source), BASE)
                        .symbolPlaces())
                .isEmpty();
    }

    private static void put(TestSource source, long at, long value) {
        source.with(at, StructBuilder.littleEndian().u64(value).toBytes());
    }

    private static KernelMemory memory(TestSource source) {
        return new KernelMemory(
                new StoredMemoryBuilder().stored(0, source.size(), 0).build(source, 4096),
                v -> new AddressSpace.Translation(v - BASE, 0x4000));
    }
}
