package org.mckernel.testdumps.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the list of modules: the kernel's {@code modules} and a {@code struct module} with its memory, symbols and
 * section addresses for each. IHK's module has {@code dump_page_set_addr} and {@code dump_bootstrap_mem_start} in its
 * .bss, both 0 until a machine with McKernel sets them.
 */
public final class ModuleListWriter {
    /** What is wrong with the list. */
    public enum Fault {
        /** The last module leads to the first, not to the head. */
        CYCLE,
        /** The module before IHK's (or the head) leads to an address that is not mapped. */
        UNMAPPED_NEXT,
        /** IHK's module says it has two thousand million symbols. */
        ABSURD_SYMBOL_COUNT,
        /** IHK's symbol table is at an address that is not mapped. */
        UNMAPPED_SYMBOLS
    }

    /** Where the .bss variables are in their section, and so in the module's object file. */
    public static final Map<String, Integer> VARIABLES =
            Map.of("dump_page_set_addr", 0x48, "dump_bootstrap_mem_start", 0x50);
    /** An address that no machine here maps. */
    public static final long UNMAPPED = 0xffff_ffff_ffee_d000L;

    private static final int DATA_PAGES = 2;

    private final ModuleShape shape;
    private final List<String> names = new ArrayList<>();
    private String ihk = "";
    private boolean dataSymbols = true;
    private boolean symbolTable = true;
    private Fault fault;

    public ModuleListWriter(ModuleShape shape) {
        this.shape = shape;
    }

    /** Adds a module; the first added is the first in the list. */
    public ModuleListWriter module(String name) {
        names.add(name);
        return this;
    }

    /** Adds IHK's module under a name. */
    public ModuleListWriter ihk(String name) {
        ihk = name;
        return module(name);
    }

    /** Leaves data out of the modules' symbol tables, as without CONFIG_KALLSYMS_ALL. */
    public ModuleListWriter withoutDataSymbols() {
        dataSymbols = false;
        return this;
    }

    /** No symbol tables at all. */
    public ModuleListWriter withoutSymbolTables() {
        symbolTable = false;
        return this;
    }

    /** Breaks the list. */
    public ModuleListWriter fault(Fault value) {
        fault = value;
        return this;
    }

    /** Writes the list. */
    public LinuxMachine writeTo(LinuxMachine machine) {
        long head = machine.kernelData("modules", new byte[16]);
        List<Long> nodes = new ArrayList<>(List.of(head));
        for (String name : names) {
            nodes.add(module(machine, name) + ModuleShape.LIST);
        }
        int count = nodes.size();
        for (int i = 0; i < count; i++) {
            long next = nodes.get((i + 1) % count);
            if (fault == Fault.CYCLE && i == count - 1) {
                next = nodes.get(1);
            }
            if (fault == Fault.UNMAPPED_NEXT && i == names.indexOf(ihk)) {
                next = UNMAPPED;
            }
            machine.writeLongs(nodes.get(i), next, nodes.get((i + count - 1) % count));
        }
        return machine;
    }

    private long module(LinuxMachine machine, String name) {
        int page = machine.layout().pageSize();
        long text = machine.moduleSpace(page);
        long data = machine.moduleSpace(DATA_PAGES * page);
        long bss = data + page + 0x140;
        long module = data + 0x80;
        boolean isIhk = name.equals(ihk);
        Map<String, Long> variables = new LinkedHashMap<>();
        if (isIhk) {
            new TreeMap<>(VARIABLES).forEach((variable, offset) -> variables.put(variable, bss + offset));
            variables.forEach(machine::moduleSymbol);
        }
        machine.moduleSymbol(name + ":__this_module", module).moduleSymbol(name + ":.bss", bss);

        machine.write(module + ModuleShape.NAME, name.getBytes(US_ASCII));
        long init = text + 0x40;
        switch (shape.generation()) {
            case MEM -> {
                machine.writeLongs(module + shape.base(), text, page);
                machine.writeLongs(module + shape.base() + shape.memSize(), data, (long) DATA_PAGES * page);
            }
            case CORE_LAYOUT -> machine.writeLongs(module + shape.base(), text, page);
            case MODULE_CORE -> machine.writeLongs(module + shape.base(), text);
        }
        if (symbolTable) {
            symbols(machine, module, name, init, variables);
        }
        Map<String, Long> sections = new LinkedHashMap<>();
        sections.put(".text", text);
        sections.put(".data", data);
        sections.put(".gnu.linkonce.this_module", module);
        sections.put(".bss", bss);
        sections(machine, module, sections);
        return module;
    }

    private void symbols(LinuxMachine machine, long module, String name, long init, Map<String, Long> variables) {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        strings.write(0);
        ByteBuffer table = ByteBuffer.allocate(24 * (3 + variables.size())).order(ByteOrder.LITTLE_ENDIAN);
        int count = 1;
        table.position(24);
        symbol(table, strings, name + "_init", 't', init, 64);
        symbol(table, strings, name + "_exit", 't', init + 64, 32);
        count += 2;
        if (dataSymbols) {
            for (Map.Entry<String, Long> variable : variables.entrySet()) {
                symbol(table, strings, variable.getKey(), 'b', variable.getValue(), 8);
                count++;
            }
        }
        long symtab = machine.moduleSpace(table.position() + strings.size());
        long strtab = symtab + table.position();
        byte[] bytes = new byte[table.position()];
        table.get(0, bytes);
        machine.write(symtab, bytes).write(strtab, strings.toByteArray());
        boolean broken = name.equals(ihk);
        long number = broken && fault == Fault.ABSURD_SYMBOL_COUNT ? 2_000_000_000 : count;
        long start = broken && fault == Fault.UNMAPPED_SYMBOLS ? UNMAPPED : symtab;
        if (shape.generation() == ModuleShape.Generation.MODULE_CORE) {
            // symtab, core_symtab, num_symtab and core_num_syms (4 bytes each), strtab, core_strtab.
            machine.writeLongs(module + shape.kallsyms(), start, start, number | number << 32, strtab, strtab);
        } else {
            // The pointer leads to core_kallsyms, which is after it in the structure.
            long own = module + shape.kallsyms() + 8;
            machine.writeLongs(own - 8, own, start, number, strtab, 0);
        }
    }

    private static void symbol(
            ByteBuffer table, ByteArrayOutputStream strings, String name, char type, long address, int size) {
        // The kernel overwrites the binding with a type letter in older releases; readers must not look at it.
        table.putInt(strings.size())
                .put((byte) type)
                .put((byte) 0)
                .putShort((short) 1)
                .putLong(address)
                .putLong(size);
        strings.writeBytes((name + "\0").getBytes(US_ASCII));
    }

    private void sections(LinuxMachine machine, long module, Map<String, Long> sections) {
        long names = machine.moduleSpace(machine.layout().pageSize());
        long attributes = machine.moduleSpace(machine.layout().pageSize());
        long pointers = names + 0x800;
        boolean counted = shape.sections() == ModuleShape.Sections.COUNTED;
        int element = counted ? ModuleShape.COUNTED_ELEMENT : ModuleShape.BIN_ATTRIBUTE;
        long at = attributes + ModuleShape.GROUP + (counted ? 8 : 0);
        for (Map.Entry<String, Long> section : sections.entrySet()) {
            machine.write(names, (section.getKey() + "\0").getBytes(US_ASCII)).writeLongs(at, names, 0400);
            machine.writeLongs(at + (counted ? ModuleShape.BIN_ATTRIBUTE : ModuleShape.PRIVATE), section.getValue());
            machine.writeLongs(pointers, at, 0);
            names += section.getKey().length() + 1;
            pointers += 8;
            at += element;
        }
        if (counted) {
            machine.writeLongs(attributes + ModuleShape.GROUP, sections.size());
        } else {
            machine.writeLongs(attributes + ModuleShape.GROUP_BIN_ATTRS, pointers - 8L * sections.size());
        }
        machine.writeLongs(module + shape.sectAttrs(), attributes);
    }
}
