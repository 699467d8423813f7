package org.mckernel.testdumps.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mckernel.testdumps.mckernel.BootImage;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** The practice kernel's image. */
public final class PracticeImage implements BootImage {
    private static final String RESOURCE = "/practice-kernel/mckernel.img";
    private static final int SYMTAB = 2;
    private static final int SYMBOL = 24;
    private static final int FUNCTION = 2;
    private static final int LOAD = 1;
    private static final int CALL = 0xe8;
    private static final int CALL_LENGTH = 5;

    private final byte[] file;
    private final ByteBuffer elf;
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<String, Long> sizes = new HashMap<>();

    private PracticeImage(byte[] file) {
        this.file = file;
        this.elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        readSymbols();
    }

    /** The image that comes with this library. */
    public static PracticeImage load() {
        try (InputStream stream = PracticeImage.class.getResourceAsStream(RESOURCE)) {
            return new PracticeImage(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readSymbols() {
        int sections = (int) elf.getLong(40);
        for (int i = 0; i < elf.getShort(60); i++) {
            int at = sections + 64 * i;
            if (elf.getInt(at + 4) == SYMTAB) {
                int names = (int) elf.getLong(sections + 64 * elf.getInt(at + 40) + 24);
                int table = (int) elf.getLong(at + 24);
                // a variable may have the name of a function in another file: the functions come first
                readSymbols(names, table, (int) elf.getLong(at + 32), true);
                readSymbols(names, table, (int) elf.getLong(at + 32), false);
            }
        }
    }

    private void readSymbols(int names, int table, int length, boolean functions) {
        for (int entry = table; entry < table + length; entry += SYMBOL) {
            String name = text(names + elf.getInt(entry));
            if (!name.isEmpty() && ((elf.get(entry + 4) & 0xf) == FUNCTION) == functions) {
                // gcc names copies of a function after it: sys_sleep.constprop.0
                for (String known : List.of(name, name.replaceFirst("\\..*", ""))) {
                    symbols.putIfAbsent(known, elf.getLong(entry + 8));
                    sizes.putIfAbsent(known, elf.getLong(entry + 16));
                }
            }
        }
    }

    private String text(int at) {
        int end = at;
        while (file[end] != 0) {
            end++;
        }
        return new String(file, at, end - at, StandardCharsets.ISO_8859_1);
    }

    @Override
    public long mapKernelStart() {
        return address("_head") - 0x1000;
    }

    @Override
    public long end() {
        return address("_end");
    }

    @Override
    public boolean has(String name) {
        return symbols.containsKey(name);
    }

    @Override
    public long address(String name) {
        Long value = symbols.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the practice kernel has no symbol " + name);
        }
        return value;
    }

    @Override
    public PracticeImage loadInto(SimulatedMemory memory, long kernelBase, Map<String, Long> values) {
        int table = (int) elf.getLong(32);
        for (int i = 0; i < elf.getShort(56); i++) {
            int at = table + 56 * i;
            if (elf.getInt(at) == LOAD) {
                int offset = (int) elf.getLong(at + 8);
                long physical = elf.getLong(at + 16) - mapKernelStart() + kernelBase;
                memory.write(physical, Arrays.copyOfRange(file, offset, offset + (int) elf.getLong(at + 32)));
            }
        }
        values.forEach((name, value) -> memory.writeLongs(physical(name, kernelBase), value));
        return this;
    }

    @Override
    public byte[] file() {
        return file.clone();
    }

    /** The address after a call, as it is on the stack while the called function runs. */
    long returnAddress(Call call) {
        String caller = call.caller();
        long start = address(caller);
        long found = 0;
        int count = 0;
        for (long at = start; at < start + sizes.get(caller); at++) {
            int offset = offset(at);
            if ((file[offset] & 0xff) == CALL && at + CALL_LENGTH + elf.getInt(offset + 1) == address(call.callee())) {
                found = at + CALL_LENGTH;
                if (count++ == call.which()) {
                    return found;
                }
            }
        }
        if (count == 0 || call.which() >= 0) {
            throw new IllegalArgumentException(
                    "%s has no call %d of %s".formatted(caller, call.which(), call.callee()));
        }
        return found;
    }

    /** The address of the first place in a function with these bytes. */
    long code(String function, byte[] bytes) {
        long start = address(function);
        int from = offset(start);
        for (int i = 0; i + bytes.length <= sizes.get(function); i++) {
            if (Arrays.equals(file, from + i, from + i + bytes.length, bytes, 0, bytes.length)) {
                return start + i;
            }
        }
        throw new IllegalArgumentException("%s has no such instruction".formatted(function));
    }

    private int offset(long virtual) {
        int table = (int) elf.getLong(32);
        for (int i = 0; i < elf.getShort(56); i++) {
            int at = table + 56 * i;
            long from = virtual - elf.getLong(at + 16);
            if (elf.getInt(at) == LOAD && from >= 0 && from < elf.getLong(at + 32)) {
                return (int) (elf.getLong(at + 8) + from);
            }
        }
        throw new IllegalArgumentException("0x%x is not in the image".formatted(virtual));
    }
}
