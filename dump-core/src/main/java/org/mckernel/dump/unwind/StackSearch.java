package org.mckernel.dump.unwind;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.EntryFrame;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.memory.AbsentMemoryException;

/** Finds a caller without call-frame information, by the content of the stack. */
final class StackSearch {
    /** Words of the stack that are searched for a return address. */
    private static final int SCAN_WORDS = 512;
    /** Words above the stack pointer where an entry frame may begin. */
    private static final int ENTRY_WORDS = 16;
    /** Bytes that an entry may leave free above the registers it pushes. */
    private static final long ENTRY_PADDING = 64;
    /** Maximum size of a frame. */
    private static final long LARGEST_FRAME = 1 << 16;

    private final KernelData data;
    private final VirtualMemory memory;
    private final Architecture architecture;
    private final RegisterFile file;

    StackSearch(KernelData data) {
        this.data = data;
        this.memory = data.virtual();
        this.architecture = data.architecture();
        this.file = architecture.registers();
    }

    /** The interrupted code, if an entry into the kernel left its registers just above the stack pointer. */
    Optional<Unwinder.Caller> entryFrame(Registers registers) {
        Optional<EntryFrame> form = architecture.entryFrame();
        OptionalLong stack = registers.get(file.stackPointer());
        if (form.isEmpty() || stack.isEmpty()) {
            return Optional.empty();
        }
        // Entry code has no own frame record: the next one is that of the interrupted code.
        long room = byFramePointer(registers).isPresent()
                ? (registers.get(file.framePointer()).getAsLong() - stack.getAsLong()) / 8
                        - form.get().words()
                : ENTRY_WORDS;
        for (int skip = 0; skip < Math.min(ENTRY_WORDS, room + 1); skip++) {
            long[] words = words(stack.getAsLong() + 8L * skip, form.get().words());
            if (words.length == 0) {
                return Optional.empty();
            }
            Optional<EntryFrame.Mode> mode = form.get().mode().apply(words);
            long end = stack.getAsLong() + 8L * (skip + form.get().words());
            if (mode.isPresent() && plausible(form.get(), mode.get(), words, end)) {
                Map<Integer, Long> values = new HashMap<>();
                form.get().slots().forEach((register, index) -> values.put(register, words[index]));
                return Optional.of(new Unwinder.Caller(Registers.of(values), FrameTrust.SAVED_FRAME, true, mode));
            }
        }
        return Optional.empty();
    }

    /**
     * User-mode code is at user addresses; kernel code is in the image, or its stack pointer is directly above the
     * frame.
     */
    private boolean plausible(EntryFrame form, EntryFrame.Mode mode, long[] words, long end) {
        long pc = words[form.slots().get(file.programCounter())];
        if (mode == EntryFrame.Mode.USER) {
            return pc != 0 && Long.compareUnsigned(pc, data.layout().userEnd()) < 0;
        }
        long above = words[form.slots().get(file.stackPointer())] - end;
        return data.inImage(pc) || (above >= 0 && above <= ENTRY_PADDING);
    }

    private long[] words(long address, int count) {
        try {
            return memory.words(address, count);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return new long[0];
        }
    }

    /** The caller of an address without code: nothing ran since, so the return address is where the call saved it. */
    Optional<Unwinder.Caller> byReturnAddress(Registers registers) {
        OptionalInt link = file.linkRegister();
        OptionalLong stack = registers.get(file.stackPointer());
        OptionalLong returns;
        Registers caller = registers;
        if (link.isPresent()) {
            returns = registers.get(link.getAsInt());
        } else {
            long[] word = stack.isPresent() ? words(stack.getAsLong(), 1) : new long[0];
            returns = word.length == 1 ? OptionalLong.of(word[0]) : OptionalLong.empty();
            caller = word.length == 1 ? registers.with(file.stackPointer(), stack.getAsLong() + 8) : registers;
        }
        return returns.isPresent() && isReturnAddress(returns.getAsLong())
                ? Optional.of(new Unwinder.Caller(
                        caller.with(file.programCounter(), returns.getAsLong()),
                        FrameTrust.RETURN_ADDRESS,
                        false,
                        Optional.empty()))
                : Optional.empty();
    }

    /** The frame pointer points to the caller's frame pointer, and the next word is the return address. */
    Optional<Unwinder.Caller> byFramePointer(Registers registers) {
        OptionalLong frame = registers.get(file.framePointer());
        OptionalLong stack = registers.get(file.stackPointer());
        if (frame.isEmpty()
                || stack.isEmpty()
                || frame.getAsLong() % 8 != 0
                || Long.compareUnsigned(frame.getAsLong() - stack.getAsLong(), LARGEST_FRAME) >= 0) {
            return Optional.empty();
        }
        long[] pair = words(frame.getAsLong(), 2);
        if (pair.length == 0 || !isReturnAddress(pair[1])) {
            return Optional.empty();
        }
        return Optional.of(new Unwinder.Caller(
                Registers.of(Map.of(
                        file.framePointer(),
                        pair[0],
                        file.stackPointer(),
                        frame.getAsLong() + 16,
                        file.programCounter(),
                        pair[1])),
                FrameTrust.FRAME_POINTER,
                false,
                Optional.empty()));
    }

    /** The nearest word on the stack that is a return address. */
    Optional<Unwinder.Caller> byScan(Registers registers) {
        OptionalLong stack = registers.get(file.stackPointer());
        if (stack.isEmpty() || stack.getAsLong() % 8 != 0) {
            return Optional.empty();
        }
        for (int i = 0; i < SCAN_WORDS; i++) {
            long at = stack.getAsLong() + 8L * i;
            long[] word = words(at, 1);
            if (word.length == 0) {
                return Optional.empty();
            }
            if (isReturnAddress(word[0])) {
                Map<Integer, Long> values =
                        new HashMap<>(Map.of(file.stackPointer(), at + 8, file.programCounter(), word[0]));
                long[] below = words(at - 8, 1);
                if (below.length == 1 && Long.compareUnsigned(below[0] - at, LARGEST_FRAME) < 0) {
                    values.put(file.framePointer(), below[0]);
                }
                return Optional.of(new Unwinder.Caller(Registers.of(values), FrameTrust.SCAN, false, Optional.empty()));
            }
        }
        return Optional.empty();
    }

    /** True if the instruction before an address of the kernel's code is a call. */
    boolean isReturnAddress(long address) {
        try {
            Optional<MemorySegment> before =
                    data.image().bytes(address - Architecture.LONGEST_CALL, Architecture.LONGEST_CALL);
            return before.isPresent()
                    && data.image()
                            .symbols()
                            .nearest(address - 1)
                            .filter(s -> s.function())
                            .isPresent()
                    && architecture.endsWithCall(before.get().toArray(ValueLayout.JAVA_BYTE));
        } catch (MalformedFileException e) {
            return false;
        }
    }
}
