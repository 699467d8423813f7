package org.mckernel.testdumps.mckernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes a small {@code mckernel.img}, as a file and as loaded.
 *
 * <p>Like the real one: ET_EXEC, p_paddr = p_vaddr, no PT_NOTE, two LOADs. The first is {@code .text}, from
 * {@code _head} on; the second has {@code .note.gnu.build-id}, {@code .data} and, beyond the file's bytes,
 * {@code .bss}. On x86_64 {@code _head} is a page above MAP_KERNEL_START, on aarch64 they are equal.
 */
public final class KernelImageWriter implements BootImage {
    /** ELF's e_machine of x86_64. */
    public static final int X86_64 = 62;
    /** ELF's e_machine of aarch64. */
    public static final int AARCH64 = 183;
    /** MAP_KERNEL_START of x86_64. */
    public static final long X86_64_BASE = 0xffff_ffff_fe80_0000L;
    /** MAP_KERNEL_START of aarch64 with 39, 42 and 48 bits of virtual address. */
    public static final long AARCH64_BASE_39 = 0xffff_ff80_0780_0000L;

    public static final long AARCH64_BASE_42 = 0xffff_fc00_0780_0000L;
    public static final long AARCH64_BASE_48 = 0xffff_0000_0780_0000L;

    private static final int EHDR = 64;
    private static final int PHDR = 56;
    private static final int SHDR = 64;
    private static final int SYM = 24;
    private static final int NOTE_HEADER = 16;
    private static final int PATCHED = 8;
    private static final int PATCH_OFFSET = 0x240;
    private static final int TEXT = 1;
    private static final int DATA = 3;
    private static final int BSS = 4;
    private static final int SECTIONS = 8;

    private record Symbol(String name, long address, long size, int section, boolean global) {}

    private final int machine;
    private final long base;
    private final long segmentAlignment;
    private final Map<String, long[]> data = new LinkedHashMap<>();
    private final Map<String, Integer> bss = new LinkedHashMap<>();
    private final Map<String, Boolean> local = new LinkedHashMap<>();
    private byte[] buildId = new byte[20];
    private byte[] text = new byte[16 << 10];
    private long textSeed;

    private KernelImageWriter(int machine, long base, long segmentAlignment) {
        this.machine = machine;
        this.base = base;
        this.segmentAlignment = segmentAlignment;
        seed(1);
    }

    /** An x86_64 image with the variables the real one has. */
    public static KernelImageWriter x86() {
        return new KernelImageWriter(X86_64, X86_64_BASE, 0x1000)
                .data("linux_page_offset_base", 0xffff_8800_0000_0000L)
                .bss("boot_param_pa", 8)
                .bss("x86_kernel_phys_base", 8)
                .bss("init_pt", 8)
                .local("init_pt")
                .bss("boot_param", 8)
                .bss("dump_page", 8)
                .bss("kmsg_buf", 8)
                .data("debug_constants", 7680, 7400, 7424, 7472, 64, 4208, 4328, 4304, 4184, 456, 20, -1);
    }

    /**
     * An aarch64 image with the variables the real one has (init_pt has no symbol there).
     *
     * @param pageSize 0x1000 or 0x10000
     * @param mapKernelStart for example {@link #AARCH64_BASE_48}
     */
    public static KernelImageWriter arm64(int pageSize, long mapKernelStart) {
        return new KernelImageWriter(AARCH64, mapKernelStart, pageSize)
                .bss("boot_param_pa", 8)
                .bss("arm64_kernel_phys_base", 8)
                .bss("arm64_st_phys_base", 8)
                .bss("swapper_page_table", 24)
                .bss("boot_param", 8)
                .bss("dump_page", 8)
                .bss("kmsg_buf", 8)
                .data("debug_constants", 7616, 7336, 7360, 7408, 64, 4208, 4248, 4224, 4184, 456, 20, -1);
    }

    /** Seeds the text's bytes and the build id: images of different seeds differ in both. */
    public KernelImageWriter seed(long seed) {
        Random random = new Random(seed);
        random.nextBytes(buildId);
        textSeed = random.nextLong();
        return textSize(text.length);
    }

    /** Another length of the text in bytes, at least 1024. */
    public KernelImageWriter textSize(int bytes) {
        text = new byte[bytes];
        new Random(textSeed).nextBytes(text);
        return this;
    }

    /** Sets the build id: any length; empty leaves the note out. */
    public KernelImageWriter buildId(byte... bytes) {
        buildId = bytes.clone();
        return this;
    }

    /** Adds or replaces a variable with a value in the file, 8 bytes a word. */
    public KernelImageWriter data(String name, long... words) {
        data.put(name, words.clone());
        return this;
    }

    /** Adds a variable that the file has no bytes of. */
    public KernelImageWriter bss(String name, int size) {
        bss.put(name, size);
        return this;
    }

    /** Gives a variable's symbol local binding. */
    public KernelImageWriter local(String name) {
        local.put(name, true);
        return this;
    }

    /** Takes a variable and its symbol away. */
    public KernelImageWriter without(String name) {
        data.remove(name);
        bss.remove(name);
        return this;
    }

    /** MAP_KERNEL_START. */
    @Override
    public long mapKernelStart() {
        return base;
    }

    /** Virtual address of {@code _head}, the first byte of text. */
    public long head() {
        return base + (machine == X86_64 ? 0x1000 : 0);
    }

    /** Virtual address past the image's end. */
    @Override
    public long end() {
        return bssStart() + bss.values().stream().mapToLong(s -> aligned(s, 8)).sum();
    }

    /** The text's bytes as in the file. */
    public byte[] text() {
        return text.clone();
    }

    /** The build id. */
    public byte[] buildId() {
        return buildId.clone();
    }

    /** Virtual address of the build id's note. */
    public long noteAddress() {
        return aligned(head() + text.length, segmentAlignment);
    }

    /** True if there is such a variable or function. */
    @Override
    public boolean has(String name) {
        return symbols().stream().anyMatch(s -> s.name.equals(name));
    }

    /** Virtual address of a variable or function. */
    @Override
    public long address(String name) {
        return symbols().stream()
                .filter(s -> s.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no symbol " + name))
                .address;
    }

    /** Physical address of a variable of an image loaded at {@code kernelBase}. */
    @Override
    public long physical(String name, long kernelBase) {
        return address(name) - base + kernelBase;
    }

    /**
     * Places the image in memory as a running kernel has it: 8 bytes of text patched, .bss zero, and the named
     * variables set.
     *
     * @param kernelBase physical address of MAP_KERNEL_START
     * @param values first words of variables
     */
    @Override
    public KernelImageWriter loadInto(SimulatedMemory memory, long kernelBase, Map<String, Long> values) {
        byte[] patched = text.clone();
        for (int i = PATCH_OFFSET; i < PATCH_OFFSET + PATCHED; i++) {
            patched[i] = (byte) ~patched[i];
        }
        memory.write(head() - base + kernelBase, patched);
        memory.write(noteAddress() - base + kernelBase, dataSegment());
        memory.write(bssStart() - base + kernelBase, new byte[(int) (end() - bssStart())]);
        values.forEach((name, value) -> memory.writeLongs(physical(name, kernelBase), value));
        return this;
    }

    /** The image file's bytes. */
    @Override
    public byte[] file() {
        long textOffset = Math.max(segmentAlignment, 0x1000);
        byte[] segment = dataSegment();
        long dataOffset = textOffset + noteAddress() - head();
        long symbolsOffset = aligned(dataOffset + segment.length, 8);
        List<Symbol> symbols = symbols();
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        byte[] table = symbolTable(symbols, names);
        ByteArrayOutputStream sectionNames = new ByteArrayOutputStream();
        sectionNames.write(0);
        long namesOffset = symbolsOffset + table.length;
        long sectionNamesOffset = namesOffset + names.size();
        int firstGlobal = 1 + (int) symbols.stream().filter(s -> !s.global).count();
        int note = noteLength();
        ByteBuffer headers = ByteBuffer.allocate(SECTIONS * SHDR).order(ByteOrder.LITTLE_ENDIAN);
        headers.position(SHDR);
        section(headers, sectionNames, ".text", 1, 6, head(), textOffset, text.length, 0, 0, 16, 0);
        section(headers, sectionNames, ".note.gnu.build-id", 7, 2, noteAddress(), dataOffset, note, 0, 0, 4, 0);
        section(
                headers,
                sectionNames,
                ".data",
                1,
                3,
                noteAddress() + note,
                dataOffset + note,
                segment.length - note,
                0,
                0,
                8,
                0);
        section(
                headers,
                sectionNames,
                ".bss",
                8,
                3,
                bssStart(),
                dataOffset + segment.length,
                end() - bssStart(),
                0,
                0,
                8,
                0);
        section(headers, sectionNames, ".symtab", 2, 0, 0, symbolsOffset, table.length, 6, firstGlobal, 8, SYM);
        section(headers, sectionNames, ".strtab", 3, 0, 0, namesOffset, names.size(), 0, 0, 1, 0);
        int shstrtabName = name(sectionNames, ".shstrtab");
        sectionHeader(headers, shstrtabName, 3, 0, 0, sectionNamesOffset, sectionNames.size(), 0, 0, 1, 0);
        long headersOffset = aligned(sectionNamesOffset + sectionNames.size(), 8);

        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(headersOffset + headers.capacity()))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        out.putShort((short) 2)
                .putShort((short) machine)
                .putInt(1)
                .putLong(head())
                .putLong(EHDR)
                .putLong(headersOffset);
        out.putInt(0)
                .putShort((short) EHDR)
                .putShort((short) PHDR)
                .putShort((short) 2)
                .putShort((short) SHDR);
        out.putShort((short) SECTIONS).putShort((short) (SECTIONS - 1));
        load(out, 5, textOffset, head(), text.length, text.length);
        load(out, 6, dataOffset, noteAddress(), segment.length, end() - noteAddress());
        out.put((int) textOffset, text).put((int) dataOffset, segment).put((int) symbolsOffset, table);
        out.put((int) namesOffset, names.toByteArray()).put((int) sectionNamesOffset, sectionNames.toByteArray());
        return out.put((int) headersOffset, headers.array()).array();
    }

    private byte[] dataSegment() {
        ByteBuffer out = ByteBuffer.allocate((int) (bssStart() - noteAddress())).order(ByteOrder.LITTLE_ENDIAN);
        if (buildId.length > 0) {
            out.putInt(4)
                    .putInt(buildId.length)
                    .putInt(3)
                    .put("GNU\0".getBytes(US_ASCII))
                    .put(buildId);
        }
        out.position(noteLength());
        data.values().stream().flatMapToLong(Arrays::stream).forEach(out::putLong);
        return out.array();
    }

    private int noteLength() {
        return buildId.length == 0 ? 0 : (int) aligned(NOTE_HEADER + buildId.length, 8);
    }

    private long bssStart() {
        return noteAddress()
                + noteLength()
                + 8 * data.values().stream().mapToLong(w -> w.length).sum();
    }

    /** Local symbols first, as ELF wants it. */
    private List<Symbol> symbols() {
        List<Symbol> symbols = new ArrayList<>();
        symbols.add(new Symbol("_head", head(), 16, TEXT, true));
        symbols.add(new Symbol("main", head() + 0x100, 0x100, TEXT, true));
        symbols.add(new Symbol("panic", head() + 0x200, 0x80, TEXT, true));
        long at = noteAddress() + noteLength();
        for (Map.Entry<String, long[]> variable : data.entrySet()) {
            String name = variable.getKey();
            long size = 8L * variable.getValue().length;
            symbols.add(new Symbol(name, at, size, DATA, !local.containsKey(name)));
            at += size;
        }
        for (Map.Entry<String, Integer> variable : bss.entrySet()) {
            String name = variable.getKey();
            symbols.add(new Symbol(name, at, variable.getValue(), BSS, !local.containsKey(name)));
            at += aligned(variable.getValue(), 8);
        }
        symbols.add(new Symbol("_end", at, 0, BSS, true));
        symbols.sort(Comparator.comparing(Symbol::global));
        return symbols;
    }

    private static byte[] symbolTable(List<Symbol> symbols, ByteArrayOutputStream names) {
        ByteBuffer out = ByteBuffer.allocate(SYM * (symbols.size() + 1)).order(ByteOrder.LITTLE_ENDIAN);
        out.position(SYM);
        for (Symbol symbol : symbols) {
            int type = symbol.section == TEXT ? 2 : 1;
            out.putInt(name(names, symbol.name))
                    .put((byte) ((symbol.global ? 0x10 : 0) | type))
                    .put((byte) 0);
            out.putShort((short) symbol.section).putLong(symbol.address).putLong(symbol.size);
        }
        return out.array();
    }

    private static void load(ByteBuffer out, int flags, long offset, long address, long fileSize, long memorySize) {
        out.putInt(1)
                .putInt(flags)
                .putLong(offset)
                .putLong(address)
                .putLong(address)
                .putLong(fileSize);
        out.putLong(memorySize).putLong(0x1000);
    }

    private static void section(
            ByteBuffer out,
            ByteArrayOutputStream names,
            String name,
            int type,
            long flags,
            long address,
            long offset,
            long size,
            int link,
            int info,
            long alignment,
            long entry) {
        sectionHeader(out, name(names, name), type, flags, address, offset, size, link, info, alignment, entry);
    }

    private static void sectionHeader(
            ByteBuffer out,
            int name,
            int type,
            long flags,
            long address,
            long offset,
            long size,
            int link,
            int info,
            long alignment,
            long entry) {
        out.putInt(name)
                .putInt(type)
                .putLong(flags)
                .putLong(address)
                .putLong(offset)
                .putLong(size)
                .putInt(link);
        out.putInt(info).putLong(alignment).putLong(entry);
    }

    private static int name(ByteArrayOutputStream names, String name) {
        int at = names.size();
        names.writeBytes(name.getBytes(US_ASCII));
        names.write(0);
        return at;
    }

    private static long aligned(long value, long alignment) {
        return (value + alignment - 1) & -alignment;
    }
}
