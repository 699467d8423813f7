package org.mckernel.dump.unwind.user;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.unwind.Backtrace;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.dump.unwind.FrameRules;
import org.mckernel.dump.unwind.FrameTrust;
import org.mckernel.dump.unwind.StopReason;
import org.mckernel.dump.unwind.Unwinder;
import org.mckernel.dump.unwind.VisitedFrames;

/**
 * Walks a user stack: by the call-frame information of the code's file where available, else by frame pointers, and
 * from a function without a frame by the return address of its call. At most {@link #MOST_FRAMES} frames, and no frame
 * pointer twice.
 */
public final class UserUnwinder {
    /** Limit for display: recursion may be much deeper. */
    public static final int MOST_FRAMES = 512;

    private final Architecture architecture;
    private final RegisterFile file;
    private final UserSpace space;
    private final List<MappedProgram> programs;
    private final FrameRules rules;

    /** @param programs files of the process's program and libraries, as far as available */
    public UserUnwinder(Architecture architecture, UserSpace space, List<MappedProgram> programs) {
        this.architecture = architecture;
        this.file = architecture.registers();
        this.space = space;
        this.programs = List.copyOf(programs);
        this.rules = new FrameRules(architecture, space.memory());
    }

    /** Walks from the user-mode registers outwards. */
    public Backtrace walk(UserContext context) {
        List<Frame> frames = new ArrayList<>();
        OptionalLong pc = context.registers().get(file.programCounter());
        if (pc.isEmpty()) {
            return new Backtrace(frames, StopReason.NO_REGISTERS, context.note());
        }
        VisitedFrames visited = new VisitedFrames(MOST_FRAMES);
        Unwinder.Caller next = new Unwinder.Caller(context.registers(), FrameTrust.REGISTERS, true, Optional.empty());
        while (true) {
            long at = next.registers().get(file.programCounter()).orElse(0);
            if (at == 0 && !frames.isEmpty()) {
                return new Backtrace(frames, StopReason.OUTERMOST, "end of the stack");
            }
            long stack = next.registers().get(file.stackPointer()).orElse(0);
            Optional<Backtrace> end = visited.end(frames, at, stack);
            if (end.isPresent()) {
                return end.get();
            }
            Unwinder.Step step = step(next, at, frames);
            frames.add(step.frame());
            if (step.caller().isEmpty()) {
                return new Backtrace(frames, step.stop(), step.note());
            }
            next = step.caller().get();
        }
    }

    /** The lines of a frame: with names where a file is available, else a single line without a name. */
    public List<CodeFrame> lines(Frame frame, int number) {
        return file(frame.lookupPc())
                .map(f -> f.lines(frame, number))
                .orElseGet(
                        () -> List.of(new CodeFrame(number, "", 0, Optional.empty(), false, frame, Optional.empty())));
    }

    private Optional<MappedProgram> file(long pc) {
        return programs.stream().filter(p -> p.contains(pc)).findFirst();
    }

    private Unwinder.Step step(Unwinder.Caller from, long pc, List<Frame> below) {
        Frame plain = new Frame(pc, from.registers(), OptionalLong.empty(), from.trust(), from.exact(), false);
        Optional<CallFrameRow> row = file(plain.lookupPc()).flatMap(f -> f.row(plain.lookupPc()));
        if (row.isPresent()) {
            Optional<Unwinder.Step> step = rules.apply(plain, row.get());
            if (step.isPresent()) {
                return step.get().stop() == StopReason.ABSENT
                        ? end(
                                step.get().frame(),
                                whyNot(step.get().frame().cfa().orElse(0) - Long.BYTES),
                                step.get().note())
                        : step.get();
            }
        } else if (below.isEmpty()) {
            Optional<Unwinder.Caller> caller = frameless(from.registers(), pc);
            if (caller.isPresent()) {
                return new Unwinder.Step(plain, caller, StopReason.BROKEN, "");
            }
        }
        return byFramePointer(plain, below);
    }

    /**
     * The caller of a function that has no frame, such as system call functions of libraries: the program counter is
     * directly after the system call instruction, and the return address where the call saved it.
     */
    private Optional<Unwinder.Caller> frameless(Registers registers, long pc) {
        byte[] before = bytes(pc - architecture.systemCall().length, architecture.systemCall().length);
        if (!Arrays.equals(before, architecture.systemCall())) {
            return Optional.empty();
        }
        OptionalLong stack = registers.get(file.stackPointer());
        Registers caller = registers;
        long returns;
        if (file.linkRegister().isPresent()) {
            returns = registers.get(file.linkRegister().getAsInt()).orElse(0);
        } else {
            long[] word = stack.isPresent() ? words(stack.getAsLong(), 1) : new long[0];
            returns = word.length == 1 ? word[0] : 0;
            caller = registers.with(file.stackPointer(), stack.orElse(0) + 8);
        }
        // A function with a frame has saved the same address in it: then the frame pointer is used.
        long[] own = words(registers.get(file.framePointer()).orElse(0), 2);
        return isReturnAddress(returns) && (own.length == 0 || own[1] != returns)
                ? Optional.of(new Unwinder.Caller(
                        caller.with(file.programCounter(), returns),
                        FrameTrust.RETURN_ADDRESS,
                        false,
                        Optional.empty()))
                : Optional.empty();
    }

    private Unwinder.Step byFramePointer(Frame plain, List<Frame> below) {
        OptionalLong frame = plain.registers().get(file.framePointer());
        if (frame.isEmpty()) {
            return end(plain, StopReason.BROKEN, "the frame pointer is unknown");
        }
        long at = frame.getAsLong();
        if (at == 0) {
            return end(plain, StopReason.OUTERMOST, "end of the stack");
        }
        if (at % 8 != 0 || Long.compareUnsigned(at, space.end()) >= 0) {
            return end(plain, StopReason.BROKEN, "the frame pointer is 0x%x, which is not a valid frame".formatted(at));
        }
        if (Long.compareUnsigned(at, plain.registers().get(file.stackPointer()).orElse(0)) < 0) {
            // A frame found by its frame pointer has its stack pointer directly after the pair.
            boolean again = below.stream()
                            .anyMatch(
                                    f -> f.registers().get(file.stackPointer()).orElse(0) == at + 16)
                    || plain.registers().get(file.stackPointer()).orElse(0) == at + 16;
            return end(
                    plain,
                    again ? StopReason.LOOP : StopReason.BROKEN,
                    again
                            ? "the stack returns to the frame at 0x%x".formatted(at)
                            : "the frame pointer 0x%x is below the stack pointer".formatted(at));
        }
        long[] pair = words(at, 2);
        if (pair.length == 0) {
            return end(plain, whyNot(at), "the frame at 0x%x: %s".formatted(at, why(at)));
        }
        if (!isReturnAddress(pair[1])) {
            return end(
                    plain,
                    StopReason.BROKEN,
                    "the frame pointer 0x%x leads to 0x%x, which is not a return address".formatted(at, pair[1]));
        }
        return new Unwinder.Step(
                plain,
                Optional.of(
                        new Unwinder.Caller(registers(pair, at), FrameTrust.FRAME_POINTER, false, Optional.empty())),
                StopReason.BROKEN,
                "");
    }

    private Registers registers(long[] pair, long at) {
        return Registers.of(
                Map.of(file.framePointer(), pair[0], file.stackPointer(), at + 16, file.programCounter(), pair[1]));
    }

    private static Unwinder.Step end(Frame frame, StopReason stop, String note) {
        return new Unwinder.Step(frame, Optional.empty(), stop, note);
    }

    /** In code, and after a call as far as known. */
    private boolean isReturnAddress(long address) {
        if (!space.mayBeCode(address - 1)) {
            return false;
        }
        byte[] before = bytes(address - Architecture.LONGEST_CALL, Architecture.LONGEST_CALL);
        return before.length == 0 || architecture.endsWithCall(before);
    }

    private byte[] bytes(long address, int length) {
        try {
            return space.memory().bytes(address, length).toArray(ValueLayout.JAVA_BYTE);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return new byte[0];
        }
    }

    private long[] words(long address, int count) {
        try {
            return space.memory().words(address, count);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return new long[0];
        }
    }

    private String why(long address) {
        try {
            space.memory().words(address, 2);
            return "not a frame";
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return e.getMessage();
        }
    }

    /**
     * Absent if the process has the address and the dump does not; an address that the process does not have is not a
     * stack address.
     */
    private StopReason whyNot(long address) {
        try {
            space.memory().words(address, 2);
            return StopReason.ABSENT;
        } catch (UnmappedAddressException e) {
            return StopReason.BROKEN;
        } catch (AbsentMemoryException e) {
            return StopReason.ABSENT;
        }
    }
}
