package org.mckernel.dump.unwind.user;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.kernel.memory.AuxiliaryVector;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.unwind.Backtrace;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Stacks;
import org.mckernel.dump.unwind.StopReason;

/** The user stacks of threads. A process's memory is examined once for all its threads. */
public final class UserStacks {
    private final McKernel kernel;
    private final List<ProgramFile> files;
    private final UserContexts contexts;
    private final Map<Long, Own> known = new HashMap<>();

    /** The shared state of a process's threads: its memory and the files found in it, or why there is none. */
    private record Own(Optional<UserSpace> space, List<MappedProgram> programs, List<String> notes) {}

    /**
     * @param stacks of the kernel
     * @param files of programs and libraries, as far as available
     */
    public UserStacks(McKernel kernel, Stacks stacks, List<ProgramFile> files) {
        this.kernel = kernel;
        this.files = List.copyOf(files);
        this.contexts = new UserContexts(kernel.data(), stacks);
    }

    /** The user stack of a thread; a note says why there is none. */
    public UserStack of(ThreadView thread) {
        UserContext context = contexts.of(thread);
        if (!context.known()) {
            return without(context, context.note());
        }
        Optional<ProcessView> process = kernel.processes().of(thread);
        if (process.isEmpty()) {
            return without(context, "the thread's process is unknown");
        }
        Own own = known.computeIfAbsent(process.get().address(), _ -> own(process.get()));
        if (own.space().isEmpty()) {
            return without(context, own.notes().getFirst());
        }
        UserUnwinder unwinder =
                new UserUnwinder(kernel.data().architecture(), own.space().get(), own.programs());
        Backtrace stack = unwinder.walk(context);
        List<CodeFrame> frames = new ArrayList<>();
        stack.frames().forEach(f -> frames.addAll(unwinder.lines(f, frames.size())));
        List<String> notes = new ArrayList<>(own.notes());
        long pc = stack.frames().getFirst().pc();
        if (!own.space().get().mayBeCode(pc)) {
            notes.add("its program counter, 0x%x, is not in an executable range".formatted(pc));
        }
        return new UserStack(context, stack, frames, own.space(), notes);
    }

    private static UserStack without(UserContext context, String why) {
        return new UserStack(
                context,
                new Backtrace(List.of(), StopReason.NO_REGISTERS, why),
                List.of(),
                Optional.empty(),
                List.of());
    }

    private Own own(ProcessView process) {
        UserSpace space;
        try {
            space = UserSpace.of(kernel, process);
        } catch (KernelDataException e) {
            return new Own(Optional.empty(), List.of(), List.of(e.getMessage()));
        }
        List<String> notes = new ArrayList<>(space.notes());
        List<MappedProgram> placed = new ArrayList<>();
        OptionalLong entry = files.isEmpty()
                ? OptionalLong.empty()
                : AuxiliaryVector.of(kernel, space)
                        .map(AuxiliaryVector::entryPoint)
                        .orElse(OptionalLong.empty());
        for (ProgramFile file : files) {
            Optional<MappedProgram> program = MappedProgram.of(file, space, entry);
            Optional<String> wrong = program.isPresent()
                    ? program.get().difference(space)
                    : Optional.of(
                            "%s: no range of process %d is this file's (vm lists them); give it under its own name"
                                    .formatted(file.name(), process.pid().orElse(-1)));
            if (wrong.isPresent()) {
                notes.add(wrong.get());
            } else {
                placed.add(program.get());
            }
        }
        return new Own(Optional.of(space), placed, notes);
    }
}
