package org.mckernel.eclair.disassembly;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;

/**
 * The library Capstone, of version 4 or 5, through its C interface. An instruction record begins with its number (4
 * bytes), its address at 8, its size (2 bytes) at 16, its bytes at 18 (16 of them in version 4, 24 in version 5), then
 * the name (32 bytes) and the operands (160 bytes) as C strings.
 */
final class Capstone implements Disassembler {
    private static final List<String> LIBRARIES = List.of("libcapstone.so.5", "libcapstone.so.4");
    private static final int X86 = 3;
    private static final int ARM64 = 1;
    private static final int MODE_64 = 1 << 3;
    private static final int OPTION_SYNTAX = 1;
    private static final long SYNTAX_ATT = 2;
    private static final long ADDRESS = 8;
    private static final long SIZE = 16;
    private static final long BYTES = 18;
    private static final int NAME_BYTES = 32;
    private static final int OPERANDS_BYTES = 160;

    private final MethodHandle disassemble;
    private final MethodHandle free;
    private final long handle;
    private final long codeBytes;
    private final boolean x86;

    private Capstone(MethodHandle disassemble, MethodHandle free, long handle, int major, boolean x86) {
        this.disassemble = disassemble;
        this.free = free;
        this.handle = handle;
        this.codeBytes = major >= 5 ? 24 : 16;
        this.x86 = x86;
    }

    @SuppressWarnings("restricted") // a foreign library cannot be called otherwise
    static Optional<Disassembler> open(Architecture architecture) {
        boolean x86 = architecture.name().equals("x86_64");
        if (!x86 && !architecture.name().equals("aarch64")) {
            return Optional.empty();
        }
        for (String library : LIBRARIES) {
            try {
                SymbolLookup lookup = SymbolLookup.libraryLookup(library, Arena.global());
                Linker linker = Linker.nativeLinker();
                MethodHandle version = linker.downcallHandle(
                        lookup.findOrThrow("cs_version"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
                MethodHandle open = linker.downcallHandle(
                        lookup.findOrThrow("cs_open"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
                MethodHandle option = linker.downcallHandle(
                        lookup.findOrThrow("cs_option"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG));
                MethodHandle disassemble = linker.downcallHandle(
                        lookup.findOrThrow("cs_disasm"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS));
                MethodHandle free = linker.downcallHandle(
                        lookup.findOrThrow("cs_free"),
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
                int major = (int) version.invokeExact(MemorySegment.NULL, MemorySegment.NULL) >>> 8;
                long handle = open(open, x86);
                if (major < 4 || handle == 0) {
                    continue;
                }
                if (x86 && (int) option.invokeExact(handle, OPTION_SYNTAX, SYNTAX_ATT) != 0) {
                    continue;
                }
                return Optional.of(new Capstone(disassemble, free, handle, major, x86));
            } catch (IllegalArgumentException | NoSuchElementException | LinkageError e) {
                // not installed, or without the required functions: try the next one
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) { // method handles declare Throwable; native calls throw nothing
                throw new IllegalStateException("Capstone", e);
            }
        }
        return Optional.empty();
    }

    private static long open(MethodHandle open, boolean x86) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ValueLayout.JAVA_LONG);
            int error = (int) open.invokeExact(x86 ? X86 : ARM64, x86 ? MODE_64 : 0, place);
            return error == 0 ? place.get(ValueLayout.JAVA_LONG, 0) : 0;
        }
    }

    @Override
    public String name() {
        return "Capstone";
    }

    @Override
    public List<Instruction> instructions(byte[] code, long address) throws IOException {
        List<Instruction> all = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, code);
            int done = 0;
            while (done < code.length) {
                int before = done;
                done += some(arena, bytes.asSlice(done), address + done, all);
                if (done == before) {
                    int step = x86 ? 1 : 4;
                    all.add(new Instruction(address + done, step, "(bad)"));
                    done += step;
                }
            }
            return all;
        } catch (RuntimeException | Error e) { // before Throwable, which a handle declares: rethrown unchanged
            throw e;
        } catch (Throwable e) {
            throw new IOException("Capstone: " + e.getMessage(), e);
        }
    }

    /** Decodes up to the first invalid instruction; returns the number of bytes decoded. */
    @SuppressWarnings("restricted")
    private int some(Arena arena, MemorySegment code, long address, List<Instruction> all) throws Throwable {
        MemorySegment place = arena.allocate(ValueLayout.ADDRESS);
        long count = (long) disassemble.invokeExact(handle, code, code.byteSize(), address, 0L, place);
        if (count <= 0) {
            return 0;
        }
        MemorySegment first = place.get(ValueLayout.ADDRESS, 0);
        try {
            long stride = ((BYTES + codeBytes + NAME_BYTES + OPERANDS_BYTES + 7) & -8) + 8;
            MemorySegment records = first.reinterpret(count * stride);
            int done = 0;
            for (long i = 0; i < count; i++) {
                MemorySegment record = records.asSlice(i * stride, stride);
                int size = Short.toUnsignedInt(record.get(ValueLayout.JAVA_SHORT, SIZE));
                String name = text(record.asSlice(BYTES + codeBytes, NAME_BYTES));
                String operands = text(record.asSlice(BYTES + codeBytes + NAME_BYTES, OPERANDS_BYTES));
                all.add(new Instruction(
                        record.get(ValueLayout.JAVA_LONG, ADDRESS),
                        size,
                        operands.isEmpty() ? name : "%-6s %s".formatted(name, operands.replace(", ", ","))));
                done += size;
            }
            return done;
        } finally {
            free.invokeExact(first, count);
        }
    }

    private static String text(MemorySegment field) {
        long end = 0;
        while (end < field.byteSize() && field.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return new String(field.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }
}
