package org.mckernel.dump.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.arch.EntryFrame;
import org.mckernel.dump.arch.PanicArea;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.arch.SavedContext;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.kernel.SavedRegisters.Source;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.symbol.Symbol;

/**
 * Finds a thread's registers: those that the dump NMI saved for the CPU that runs it, else those that it saved itself.
 */
public final class RegisterReader {
    private static final long MOST_SPAN = 1 << 24;

    private final KernelData data;
    private final RegisterFile file;

    public RegisterReader(KernelData data) {
        this.data = data;
        this.file = data.architecture().registers();
    }

    /** The registers of a thread; never null, and with a note when there are none. */
    public SavedRegisters of(ThreadView thread) {
        return thread.onCpu() ? ofCpu(thread.current().getAsInt()) : switchedOut(thread);
    }

    /** The registers that the dump NMI saved for a CPU. */
    public SavedRegisters ofCpu(int cpu) {
        PanicArea area = data.architecture().panicArea();
        try {
            long span = data.variable(area.spanSymbol());
            if (span <= 0 || span > MOST_SPAN) {
                return none("%s is %d, which is not a valid size of a CPU's area".formatted(area.spanSymbol(), span));
            }
            long base = data.variable("locals") + span * cpu;
            int flag = flagOffset(area, base);
            if (flag < 0) {
                return none(
                        "the dump NMI did not reach CPU %d (or an unknown kernel: its flag is not set)".formatted(cpu));
            }
            Registers registers = inOrder(base + flag + PanicArea.REGISTERS_AFTER_FLAG);
            if (ranProgram(area.userMode(), registers)) {
                return new SavedRegisters(
                        registers,
                        Source.USER_MODE,
                        "CPU %d was in user mode at the dump NMI; its user registers are not saved".formatted(cpu));
            }
            return inKernelFault(area, cpu)
                    ? new SavedRegisters(
                            registers,
                            Source.KERNEL_FAULT,
                            "registers at a page fault in kernel mode, as the dump NMI saves them while one is handled")
                    : new SavedRegisters(registers, Source.DUMP_NMI, "registers saved by the dump NMI");
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return none("the registers of CPU %d: %s".formatted(cpu, e.getMessage()));
        }
    }

    /**
     * The ends of the stacks on which a CPU enters the kernel from user mode: virtual addresses, none where its area
     * does not contain them or is not in the dump.
     */
    public List<Long> entryStacks(int cpu) {
        List<Long> ends = new ArrayList<>();
        PanicArea area = data.architecture().panicArea();
        try {
            long base = data.variable("locals") + data.variable(area.spanSymbol()) * cpu;
            for (int offset : area.entryStacks()) {
                long end = data.virtual().i64(base + offset);
                if (end < 0) {
                    ends.add(end);
                }
            }
            return ends;
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return ends;
        }
    }

    private boolean ranProgram(PanicArea.UserMode mode, Registers registers) throws KernelDataException {
        if (!mode.function().isEmpty()) {
            Optional<Symbol> function = data.findSymbol(mode.function());
            long pc = registers.get(file.programCounter()).orElse(0);
            return function.isPresent() && pc == function.get().value();
        }
        return mode.values().entrySet().stream()
                .allMatch(e -> registers.get(e.getKey()).orElse(-1) == e.getValue());
    }

    private boolean inKernelFault(PanicArea area, int cpu)
            throws UnmappedAddressException, AbsentMemoryException, KernelDataException {
        OptionalLong member = area.faultMember().isEmpty()
                ? OptionalLong.empty()
                : data.findOffset("cpu_local_var", area.faultMember());
        if (member.isEmpty()) {
            return false;
        }
        long own = data.variable("clv") + data.size("cpu_local_var") * cpu;
        return data.virtual().i64(own + member.getAsLong()) != 0;
    }

    /**
     * Offset of the flag of a saved CPU: the first known offset where it is set and followed by registers of the
     * kernel. The offset from debug information is tried first.
     */
    private int flagOffset(PanicArea area, long base)
            throws KernelDataException, UnmappedAddressException, AbsentMemoryException {
        long described = data.findOffset(area.structure(), "paniced").orElse(-1);
        if (described >= 0 && saved(base + described)) {
            return (int) described;
        }
        for (int offset : area.flagOffsets()) {
            if (saved(base + offset)) {
                return offset;
            }
        }
        return -1;
    }

    private boolean saved(long flag) throws UnmappedAddressException, AbsentMemoryException {
        if (data.virtual().i64(flag) != 1) {
            return false;
        }
        Registers registers = inOrder(flag + PanicArea.REGISTERS_AFTER_FLAG);
        // A kernel at a wild address is still in kernel mode and on its stack.
        boolean atWildAddress = registers.get(file.stackPointer()).orElse(0) < 0
                && data.architecture()
                        .entryFrame()
                        .flatMap(form -> form.modeOf(registers))
                        .equals(Optional.of(EntryFrame.Mode.KERNEL));
        return atWildAddress
                || data.inImage(registers.get(file.programCounter()).orElse(0));
    }

    private Registers inOrder(long address) throws UnmappedAddressException, AbsentMemoryException {
        MemorySegment bytes = data.virtual().bytes(address, file.bytes());
        Map<Integer, Long> values = new HashMap<>();
        long at = 0;
        for (RegisterFile.Register register : file.registers()) {
            values.put(
                    register.dwarf(),
                    register.bytes() == 8
                            ? bytes.get(ByteSource.LE64, at)
                            : Integer.toUnsignedLong(bytes.get(ByteSource.LE32, at)));
            at += register.bytes();
        }
        return Registers.of(values);
    }

    private SavedRegisters switchedOut(ThreadView thread) {
        SavedContext context = data.architecture().savedContext();
        try {
            if (thread.status().isPresent()
                    && ThreadStatus.ended(thread.status().getAsInt())) {
                return none("the thread has ended");
            }
            long at = thread.address() + data.offset("thread", "ctx");
            if (context.pointer()) {
                at = data.virtual().i64(at);
            }
            MemorySegment bytes = data.virtual().bytes(at + context.offset(), context.size());
            Map<Integer, Long> values = new HashMap<>();
            context.slots().forEach((register, offset) -> values.put(register, bytes.get(ByteSource.LE64, offset)));
            if (context.returnOnStack()) {
                long stack = values.get(file.stackPointer());
                values.put(file.programCounter(), data.virtual().i64(stack));
                values.put(file.stackPointer(), stack + Long.BYTES);
            }
            return new SavedRegisters(
                    Registers.of(values), Source.SWITCHED_OUT, "registers saved when it was switched out");
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return none("the registers of the thread at 0x%x: %s".formatted(thread.address(), e.getMessage()));
        }
    }

    private static SavedRegisters none(String note) {
        return new SavedRegisters(Registers.of(Map.of()), Source.NONE, note);
    }
}
