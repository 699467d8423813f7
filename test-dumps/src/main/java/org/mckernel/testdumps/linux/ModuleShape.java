package org.mckernel.testdumps.linux;

import org.mckernel.testdumps.linux.BtfWriter.Member;

/**
 * Where the members of {@code struct module} are. The offsets of {@link #V6_1} for list, name and kallsyms are a real
 * kernel's; the others are plausible, and readers must not rely on them but on type information or search.
 *
 * @param generation which members there are
 * @param size bytes of struct module
 * @param base offset of mem[], of core_layout or of module_core
 * @param memSize bytes of an element of mem[]
 * @param kallsyms offset of the pointer to struct mod_kallsyms, with core_kallsyms (32 bytes) after it; before 4.5 of
 * symtab,
 *        with num_symtab 16 and strtab 24 bytes after it
 * @param sectAttrs offset of the pointer sect_attrs
 * @param sections how section addresses are kept
 */
public record ModuleShape(
        Generation generation, int size, int base, int memSize, int kallsyms, int sectAttrs, Sections sections) {
    /** How a module's memory is described. */
    public enum Generation {
        /** Since 6.4: an array of memories, the first is text. */
        MEM,
        /** 4.5 to 6.3: core_layout and init_layout. */
        CORE_LAYOUT,
        /** Before: plain pointers. */
        MODULE_CORE
    }

    /** How the addresses of a module's sections are kept. */
    public enum Sections {
        /** Until 6.13: a count and an array with an address in each element. */
        COUNTED,
        /** Since 6.14: pointers to attributes, ended by a null pointer; the address is the attribute's private word. */
        BIN_ATTRS
    }

    /** state, then the list, then the name: in every release. */
    public static final int LIST = 8;
    /** Offset of the name, stored inline. */
    public static final int NAME = 24;
    /** Bytes of the name. */
    public static final int NAME_LENGTH = 56;
    /** Bytes of struct bin_attribute; private is at 24. */
    static final int BIN_ATTRIBUTE = 64;

    static final int PRIVATE = 24;
    /** Bytes of struct attribute_group; bin_attrs is the word at 32. */
    static final int GROUP = 40;

    static final int GROUP_BIN_ATTRS = 32;
    /** A counted element: a bin_attribute, then the address. */
    static final int COUNTED_ELEMENT = BIN_ATTRIBUTE + 8;

    /** Linux 6.14 and newer. */
    public static final ModuleShape V6_14 =
            new ModuleShape(Generation.MEM, 1280, 320, 72, 888, 928, Sections.BIN_ATTRS);
    /** Linux 6.4 to 6.13. */
    public static final ModuleShape V6_4 = new ModuleShape(Generation.MEM, 1280, 320, 72, 880, 920, Sections.COUNTED);
    /** Linux 4.5 to 6.3; the offsets are 6.1's. */
    public static final ModuleShape V6_1 =
            new ModuleShape(Generation.CORE_LAYOUT, 896, 320, 0, 544, 584, Sections.COUNTED);
    /** Before Linux 4.5. */
    public static final ModuleShape V3_10 =
            new ModuleShape(Generation.MODULE_CORE, 600, 344, 0, 400, 440, Sections.COUNTED);

    private static final int MEMORIES = 7;

    /** What a release has. */
    public static ModuleShape of(KernelRelease release) {
        if (release.atLeast(6, 14)) {
            return V6_14;
        }
        if (release.atLeast(6, 4)) {
            return V6_4;
        }
        return release.atLeast(4, 5) ? V6_1 : V3_10;
    }

    /** Describes struct module and what it refers to. */
    public BtfWriter describe(BtfWriter btf) {
        int character = btf.integer("char", 1);
        int number = btf.integer("unsigned int", 4);
        int word = btf.integer("unsigned long", 8);
        int anything = btf.pointer(0);
        int list = btf.struct("list_head", 16, new Member("next", anything, 0), new Member("prev", anything, 8));
        int name = btf.array(character, number, NAME_LENGTH);
        int symbol = btf.struct(
                "elf64_sym",
                24,
                new Member("st_name", number, 0),
                new Member("st_info", character, 4),
                new Member("st_value", word, 8),
                new Member("st_size", word, 16));
        int symbols = btf.pointer(btf.typedef("Elf64_Sym", symbol));
        int kallsymsType = btf.struct(
                "mod_kallsyms",
                32,
                new Member("symtab", symbols, 0),
                new Member("num_symtab", number, 8),
                new Member("strtab", anything, 16),
                new Member("typetab", anything, 24));
        int attributes = btf.pointer(sectionTypes(btf, number, word, anything));
        Member state =
                new Member("state", btf.enumeration("module_state", "MODULE_STATE_LIVE", "MODULE_STATE_COMING"), 0);
        Member listMember = new Member("list", list, LIST);
        Member nameMember = new Member("name", name, NAME);
        Member sect = new Member("sect_attrs", attributes, sectAttrs);
        Member kallsymsMember = new Member("kallsyms", btf.pointer(kallsymsType), kallsyms);
        Member coreMember = new Member("core_kallsyms", kallsymsType, kallsyms + 8);
        switch (generation) {
            case MEM -> {
                int memory = btf.struct(
                        "module_memory", memSize, new Member("base", anything, 0), new Member("size", number, 8));
                // A nameless union, as some configurations have: its members count as the module's own.
                int inner =
                        btf.union("", MEMORIES * memSize, new Member("mem", btf.array(memory, number, MEMORIES), 0));
                btf.struct(
                        "module",
                        size,
                        state,
                        listMember,
                        nameMember,
                        new Member("", inner, base),
                        kallsymsMember,
                        coreMember,
                        sect);
            }
            case CORE_LAYOUT -> {
                int layout = btf.struct(
                        "module_layout",
                        80,
                        new Member("base", anything, 0),
                        new Member("size", number, 8),
                        new Member("text_size", number, 12));
                btf.struct(
                        "module",
                        size,
                        state,
                        listMember,
                        nameMember,
                        new Member("core_layout", layout, base),
                        new Member("init_layout", layout, base + 80),
                        kallsymsMember,
                        coreMember,
                        sect);
            }
            case MODULE_CORE ->
                btf.struct(
                        "module",
                        size,
                        state,
                        listMember,
                        nameMember,
                        new Member("module_core", anything, base),
                        new Member("symtab", symbols, kallsyms),
                        new Member("num_symtab", number, kallsyms + 16),
                        new Member("strtab", anything, kallsyms + 24),
                        sect);
        }
        return btf;
    }

    private int sectionTypes(BtfWriter btf, int number, int word, int anything) {
        int attribute = btf.struct("attribute", 16, new Member("name", anything, 0), new Member("mode", number, 8));
        int binary = btf.struct(
                "bin_attribute",
                BIN_ATTRIBUTE,
                new Member("attr", attribute, 0),
                new Member("size", word, 16),
                new Member("private", anything, PRIVATE));
        int group = btf.struct(
                "attribute_group",
                GROUP,
                new Member("name", anything, 0),
                new Member("bin_attrs", btf.pointer(btf.pointer(binary)), GROUP_BIN_ATTRS));
        Member groupMember = new Member("grp", group, 0);
        if (sections == Sections.BIN_ATTRS) {
            return btf.struct(
                    "module_sect_attrs", GROUP, groupMember, new Member("attrs", btf.array(binary, number, 0), GROUP));
        }
        int element = btf.struct(
                "module_sect_attr",
                COUNTED_ELEMENT,
                new Member("battr", binary, 0),
                new Member("address", word, BIN_ATTRIBUTE));
        return btf.struct(
                "module_sect_attrs",
                GROUP + 8,
                groupMember,
                new Member("nsections", number, GROUP),
                new Member("attrs", btf.array(element, number, 0), GROUP + 8));
    }
}
