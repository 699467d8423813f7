package org.mckernel.testdumps.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the kernel's own symbol table.
 *
 * <p>A name is its type letter and its text, cut into tokens; {@code kallsyms_names} has for each a length in tokens
 * and one byte a token; {@code kallsyms_markers} where every 256th name starts. {@code kallsyms_token_table} has 256
 * texts ended by NUL, {@code kallsyms_token_index} where each starts. Pairs that occur often become tokens, as the
 * kernel's build does it.
 */
public final class KallsymsWriter {
    /** How addresses are stored. */
    public enum Form {
        /** {@code kallsyms_addresses}: 64-bit addresses. */
        ABSOLUTE,
        /** {@code kallsyms_offsets}: unsigned 32 bits to add to {@code kallsyms_relative_base}. */
        BASE_RELATIVE,
        /** Signed 32 bits: an absolute address, or if negative {@code relative_base - 1 - offset}. */
        ABSOLUTE_PERCPU,
        /** Signed 32 bits to add to the entry's own address (7.0 and newer). */
        PLACE_RELATIVE
    }

    private record Symbol(char type, String name, long address) {}

    private static final int MERGES = 100;
    private static final int FILLER = 4500;
    private static final int MARKED = 256;

    private final Form form;
    private final boolean twoByteLengths;
    private final List<Symbol> symbols = new ArrayList<>();
    private final String[] tokens = new String[256];
    private final List<Integer> nameStarts = new ArrayList<>();
    private Integer count;

    /**
     * @param form how addresses are stored
     * @param twoByteLengths names of 128 tokens and more have a length of two bytes (6.1 and newer)
     */
    public KallsymsWriter(Form form, boolean twoByteLengths) {
        this.form = form;
        this.twoByteLengths = twoByteLengths;
    }

    /** The table as a kernel of the machine's release has it, with all of its symbols so far. */
    public static KallsymsWriter of(LinuxMachine machine) {
        KernelRelease release = machine.release();
        boolean x86 = machine.layout().processor() == Processor.X86_64;
        Form form = Form.BASE_RELATIVE;
        if (release.atLeast(7, 0)) {
            form = Form.PLACE_RELATIVE;
        } else if (!release.atLeast(4, 6)) {
            form = Form.ABSOLUTE;
        } else if (x86 && !release.atLeast(6, 15)) {
            form = Form.ABSOLUTE_PERCPU;
        }
        return of(machine, form);
    }

    /**
     * The table in a given form, with all symbols of the machine's kernel so far. Releases before 6.0 get thousands of
     * other functions too: there the table has to be searched for, and a small one does not look like a kernel's.
     */
    public static KallsymsWriter of(LinuxMachine machine, Form form) {
        KallsymsWriter writer = new KallsymsWriter(form, machine.release().atLeast(6, 1));
        if (form == Form.ABSOLUTE_PERCPU) {
            writer.symbol('A', "fixed_percpu_data", 0).symbol('A', "cpu_tss_rw", 0x6000);
        }
        long data = machine.layout().kernelVirtual() + 0x10000;
        if (!machine.release().atLeast(6, 0)) {
            writer.filler(machine.layout().kernelVirtual() + 0x1000, FILLER);
        }
        machine.symbols().forEach((name, at) -> writer.symbol(at < data ? 'T' : 'd', name, at));
        return writer;
    }

    /** Adds a symbol. */
    public KallsymsWriter symbol(char type, String name, long address) {
        symbols.add(new Symbol(type, name, address));
        return this;
    }

    /** Adds functions, 8 bytes apart, whose names have all digits. */
    public KallsymsWriter filler(long address, int number) {
        for (int i = 0; i < number; i++) {
            symbol('t', "filler_%04d_function".formatted(i), address + 8L * i);
        }
        return this;
    }

    /** Fault: another number of symbols. */
    public KallsymsWriter countField(int value) {
        count = value;
        return this;
    }

    /**
     * Writes the tables into the kernel's data, under their names.
     *
     * @param inVmcoreinfo also names them in the VMCOREINFO, as kernels since 6.0 do
     */
    public LinuxMachine writeTo(LinuxMachine machine, boolean inVmcoreinfo) {
        symbols.sort(Comparator.comparing(Symbol::address, Long::compareUnsigned));
        List<String> names = new ArrayList<>();
        if (form == Form.ABSOLUTE) {
            ByteBuffer out = buffer(8);
            symbols.forEach(s -> out.putLong(s.address));
            names.add(put(machine, "kallsyms_addresses", out));
        } else {
            long base = machine.layout().kernelVirtual();
            ByteBuffer out = buffer(4);
            long at = machine.kernelSpace(out.capacity());
            for (Symbol symbol : symbols) {
                out.putInt(offset(symbol.address, base, at + out.position()));
            }
            machine.symbol("kallsyms_offsets", at).write(at, bytes(out));
            names.add("kallsyms_offsets");
            if (form != Form.PLACE_RELATIVE) {
                names.add(put(machine, "kallsyms_relative_base", word(8).putLong(base)));
            }
        }
        names.add(put(machine, "kallsyms_num_syms", word(8).putInt(count == null ? symbols.size() : count)));
        machine.kernelData("kallsyms_names", names());
        machine.kernelData("kallsyms_markers", markers(machine.release().atLeast(4, 20) ? 4 : 8));
        machine.kernelData("kallsyms_token_table", tokenTable());
        machine.kernelData("kallsyms_token_index", tokenIndex());
        names.addAll(List.of("kallsyms_names", "kallsyms_token_table", "kallsyms_token_index"));
        if (inVmcoreinfo) {
            names.forEach(name -> VmcoreinfoText.symbol(machine, name));
        }
        return machine;
    }

    /** The coded names. */
    public byte[] names() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        nameStarts.clear();
        int index = 0;
        for (List<Integer> name : tokenize()) {
            if (index++ % MARKED == 0) {
                nameStarts.add(out.size());
            }
            int length = name.size();
            if (length > 127 && twoByteLengths) {
                out.write((length & 0x7f) | 0x80);
                out.write(length >> 7);
            } else if (length > 255) {
                throw new IllegalArgumentException("a name of " + length + " tokens has no length byte");
            } else {
                out.write(length);
            }
            name.forEach(out::write);
        }
        return out.toByteArray();
    }

    /** Where every 256th name starts, in numbers of {@code width} bytes; call {@link #names} before. */
    private byte[] markers(int width) {
        ByteBuffer out = word(width * nameStarts.size());
        nameStarts.forEach(start -> out.putInt(start).position(out.position() + width - 4));
        return bytes(out);
    }

    /** The tokens' texts; call {@link #names} before. */
    public byte[] tokenTable() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String token : tokens) {
            out.writeBytes(text(token));
        }
        return out.toByteArray();
    }

    /** Where each token starts in the table; call {@link #names} before. */
    public byte[] tokenIndex() {
        ByteBuffer out = word(512);
        int at = 0;
        for (String token : tokens) {
            out.putShort((short) at);
            at += text(token).length;
        }
        return bytes(out);
    }

    private int offset(long address, long base, long place) {
        return switch (form) {
            case BASE_RELATIVE -> Math.toIntExact(address - base);
            case ABSOLUTE_PERCPU ->
                Long.compareUnsigned(address, base) < 0
                        ? Math.toIntExact(address)
                        : Math.toIntExact(base - 1 - address);
            case PLACE_RELATIVE -> Math.toIntExact(address - place);
            case ABSOLUTE -> throw new IllegalStateException("has no offsets");
        };
    }

    /** Characters first; then, as long as a code is free, the most frequent pair becomes a token. */
    private List<List<Integer>> tokenize() {
        Arrays.fill(tokens, null);
        List<List<Integer>> names = new ArrayList<>();
        for (Symbol symbol : symbols) {
            List<Integer> codes = new ArrayList<>();
            (symbol.type + symbol.name).chars().forEach(codes::add);
            codes.forEach(c -> tokens[c] = Character.toString(c));
            names.add(codes);
        }
        int code = 255;
        for (int merge = 0; merge < MERGES && code >= 0; merge++, code--) {
            while (code >= 0 && tokens[code] != null) {
                code--;
            }
            int pair = mostFrequentPair(names);
            if (pair < 0 || code < 0) {
                break;
            }
            tokens[code] = tokens[pair >> 8] + tokens[pair & 0xff];
            for (List<Integer> name : names) {
                replace(name, pair >> 8, pair & 0xff, code);
            }
        }
        return names;
    }

    private static int mostFrequentPair(List<List<Integer>> names) {
        int[] counts = new int[1 << 16];
        int best = 0;
        for (List<Integer> name : names) {
            for (int i = 1; i < name.size(); i++) {
                int pair = name.get(i - 1) << 8 | name.get(i);
                counts[pair]++;
                best = counts[pair] > counts[best] ? pair : best;
            }
        }
        return counts[best] > 1 ? best : -1;
    }

    private static void replace(List<Integer> name, int first, int second, int code) {
        for (int i = 0; i + 1 < name.size(); i++) {
            if (name.get(i) == first && name.get(i + 1) == second) {
                name.set(i, code);
                name.subList(i + 1, i + 2).clear();
            }
        }
    }

    private static byte[] text(String token) {
        return ((token == null ? "" : token) + "\0").getBytes(US_ASCII);
    }

    private static String put(LinuxMachine machine, String name, ByteBuffer content) {
        machine.kernelData(name, bytes(content));
        return name;
    }

    private ByteBuffer buffer(int entry) {
        return word(entry * symbols.size());
    }

    private static ByteBuffer word(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }
}
