package org.mckernel.dump.unwind;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.EntryFrame;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.DebugInfo;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.dwarf.cfi.CallFrames;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.symbol.KernelImage;

/**
 * Walks a kernel stack: by call-frame information where available, else by the registers that an entry into the kernel
 * pushed, else by the frame pointer, else by searching the stack for return addresses. Entries into the kernel are
 * unwound to the interrupted code. At most {@link #MOST_FRAMES} frames, and no frame twice.
 */
public final class Unwinder {
    /** Limit: kernel stacks are a few pages. */
    public static final int MOST_FRAMES = 512;

    private final KernelData data;
    private final RegisterFile file;
    private final LookupCache<Long, CallFrameRow> rows;
    /** By an address in the function that runs, and one in the call that led to it. */
    private final LookupCache<List<Long>, List<Long>> tailCalls;

    private final FrameRules rules;
    private final StackSearch search;

    /**
     * @param data of the kernel
     * @param info debug information of its image, to find functions without a frame
     */
    public Unwinder(KernelData data, Optional<DebugInfo> info) {
        this.data = data;
        this.file = data.architecture().registers();
        Optional<CallFrames> callFrames = callFrames(data.image());
        this.rows = new LookupCache<>(
                pc -> callFrames.isPresent() ? callFrames.get().row(pc) : Optional.empty());
        this.tailCalls = new LookupCache<>(call -> info.isPresent()
                ? Optional.of(info.get().tailCalls(call.getFirst(), call.getLast()))
                : Optional.empty());
        this.rules = new FrameRules(data.architecture(), data.virtual());
        this.search = new StackSearch(data);
    }

    /** The call frames of a file; damaged ones are treated as absent. */
    public static Optional<CallFrames> callFrames(KernelImage image) {
        try {
            return Optional.of(CallFrames.of(image.elf()));
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Walks from these registers out. A thread that was switched out resumes after a call; one that never ran starts at
     * a function.
     */
    public Backtrace walk(SavedRegisters saved) {
        return saved.source() == SavedRegisters.Source.USER_MODE
                ? new Backtrace(List.of(), StopReason.USER_MODE, saved.note())
                : walk(saved.registers(), saved.source() != SavedRegisters.Source.SWITCHED_OUT, saved.note());
    }

    private Backtrace walk(Registers start, boolean exact, String note) {
        List<Frame> frames = new ArrayList<>();
        OptionalLong pc = start.get(file.programCounter());
        if (pc.isEmpty()) {
            return new Backtrace(frames, StopReason.NO_REGISTERS, note);
        }
        VisitedFrames visited = new VisitedFrames(MOST_FRAMES);
        Optional<EntryFrame.Mode> mode = data.architecture().entryFrame().flatMap(form -> form.modeOf(start));
        Caller next = new Caller(start, FrameTrust.REGISTERS, exact || !search.isReturnAddress(pc.getAsLong()), mode);
        while (true) {
            long at = next.registers().get(file.programCounter()).orElse(0);
            boolean kernel = next.is(EntryFrame.Mode.KERNEL);
            if (at == 0 && next.mode().isEmpty()) {
                return new Backtrace(frames, StopReason.OUTERMOST, "end of the stack");
            }
            if (next.is(EntryFrame.Mode.USER)
                    || (!kernel && Long.compareUnsigned(at, data.layout().userEnd()) < 0)) {
                return new Backtrace(
                        frames,
                        StopReason.USER_MODE,
                        "user mode, %s 0x%x".formatted(name(), at),
                        Optional.of(next.registers()));
            }
            if (!kernel && !data.inImage(at)) {
                return new Backtrace(
                        frames,
                        StopReason.BROKEN,
                        "the return address 0x%x is not in the kernel's image".formatted(at));
            }
            long stack = next.registers().get(file.stackPointer()).orElse(0);
            Optional<Backtrace> end = visited.end(frames, at, stack);
            if (end.isPresent()) {
                return end.get();
            }
            Step step = step(next, at);
            frames.add(step.frame());
            if (step.caller().isEmpty()) {
                return new Backtrace(frames, step.stop(), step.note());
            }
            next = step.caller().get();
            addTailCalls(frames, next);
        }
    }

    /** Functions that made a tail call are not on the stack; the call site shows where they were. */
    private void addTailCalls(List<Frame> frames, Caller caller) {
        Frame callee = frames.getLast();
        if (caller.trust() != FrameTrust.CALL_FRAME_INFO || caller.exact()) {
            return;
        }
        long pc = caller.registers().get(file.programCounter()).orElse(0);
        for (long jump : tailCalls.about(List.of(callee.lookupPc(), pc - 1)).orElse(List.of())) {
            frames.add(
                    new Frame(jump, Registers.of(Map.of()), OptionalLong.empty(), FrameTrust.TAIL_CALL, false, false));
        }
    }

    private String name() {
        return file.registers().stream()
                .filter(r -> r.dwarf() == file.programCounter())
                .findFirst()
                .orElseThrow()
                .name();
    }

    /**
     * The caller of a frame.
     *
     * @param exact true if its program counter is the interrupted instruction itself
     * @param mode the processor's mode, where it was saved: only this distinguishes user mode from kernel code at a
     *        wild address
     */
    public record Caller(Registers registers, FrameTrust trust, boolean exact, Optional<EntryFrame.Mode> mode) {
        boolean is(EntryFrame.Mode wanted) {
            return mode.equals(Optional.of(wanted));
        }
    }

    /** A frame and its caller, or why the caller is unknown. */
    public record Step(Frame frame, Optional<Caller> caller, StopReason stop, String note) {}

    private Step step(Caller from, long pc) {
        Registers registers = from.registers();
        Frame plain = new Frame(pc, registers, OptionalLong.empty(), from.trust(), from.exact(), false);
        if (!data.inImage(pc)) {
            return step(plain, search.byReturnAddress(registers));
        }
        Optional<CallFrameRow> row = rows.about(plain.lookupPc());
        if (row.isPresent()) {
            Optional<Step> step = rules.apply(plain, row.get());
            if (step.isPresent()) {
                return step.get();
            }
        } else {
            Optional<Caller> entry = search.entryFrame(registers);
            if (entry.isPresent()) {
                Frame crossed = new Frame(pc, registers, OptionalLong.empty(), from.trust(), from.exact(), true);
                return new Step(crossed, entry, StopReason.BROKEN, "");
            }
        }
        return step(plain, Optional.empty());
    }

    /** By the known rules, else by the frame pointer, else by search. */
    private Step step(Frame plain, Optional<Caller> known) {
        Registers registers = plain.registers();
        Optional<Caller> caller =
                known.or(() -> search.byFramePointer(registers)).or(() -> search.byScan(registers));
        return caller.isPresent()
                ? new Step(plain, caller, StopReason.BROKEN, "")
                : new Step(
                        plain,
                        Optional.empty(),
                        stackReadable(registers) ? StopReason.BROKEN : StopReason.ABSENT,
                        stackReadable(registers)
                                ? "no caller found on the stack"
                                : "the stack at 0x%x is not in the dump"
                                        .formatted(registers
                                                .get(file.stackPointer())
                                                .orElse(0)));
    }

    private boolean stackReadable(Registers registers) {
        OptionalLong stack = registers.get(file.stackPointer());
        VirtualMemory memory = data.virtual();
        try {
            if (stack.isPresent()) {
                memory.i64(stack.getAsLong());
            }
            return true;
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return false;
        }
    }
}
