package org.mckernel.dump.unwind.user;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.arch.EntryFrame;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadStatus;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.dump.unwind.Stacks;
import org.mckernel.dump.unwind.user.UserContext.Source;

/**
 * Finds a thread's user-mode registers at its entry into the kernel. First from the kernel stack, which ends at the
 * entry that is being handled; then from {@code thread.uctx}, whose words must look like such an entry.
 */
public final class UserContexts {
    /** The real kernel's structure at {@code thread.uctx} on x86_64, which has segment registers before the others. */
    private static final String STRUCTURE = "x86_user_context";

    private final KernelData data;
    private final RegisterFile file;
    private final Stacks stacks;

    public UserContexts(KernelData data, Stacks stacks) {
        this.data = data;
        this.file = data.architecture().registers();
        this.stacks = stacks;
    }

    /** A thread's user-mode registers; never null, and with a note when there are none. */
    public UserContext of(ThreadView thread) {
        if (thread.isIdle()) {
            return none("an idle thread has no user mode");
        }
        if (thread.status().isPresent() && ThreadStatus.ended(thread.status().getAsInt())) {
            return none("the thread has ended");
        }
        StackView kernel = stacks.of(thread);
        if (kernel.saved().source() == SavedRegisters.Source.USER_MODE) {
            return pushedByNmi(thread, kernel.saved());
        }
        OptionalLong place = place(thread);
        Optional<Registers> saved = place.isPresent() ? read(place.getAsLong()) : Optional.empty();
        Optional<Registers> entered = kernel.stack().program();
        if (entered.isPresent()) {
            // The same entry, read completely: unwinding does not restore every segment register.
            Registers all = saved.filter(s -> same(s, entered.get())).orElse(entered.get());
            return new UserContext(
                    withThreadPointer(thread, all),
                    Source.KERNEL_STACK,
                    "registers of its last entry into the kernel, on its kernel stack");
        }
        if (saved.isPresent()) {
            return new UserContext(
                    withThreadPointer(thread, saved.get()),
                    Source.UCTX,
                    "registers at thread.uctx, 0x%x, which may be of an earlier entry: none on its kernel stack"
                            .formatted(place.getAsLong()));
        }
        return none("no user registers: none on its kernel stack (%s); thread.uctx %s"
                .formatted(
                        kernel.stack().note(),
                        place.isEmpty()
                                ? "is not set"
                                : "points to no entry from user mode, 0x%x".formatted(place.getAsLong())));
    }

    /**
     * For a CPU in user mode the dump NMI saves only some user registers. But it entered on a stack, where the halted
     * CPU still has all of them: an entry that matches those that were saved, and is not a system call's.
     */
    private UserContext pushedByNmi(ThreadView thread, SavedRegisters kept) {
        Set<Integer> own = data.architecture().panicArea().userMode().own();
        Optional<EntryFrame> form = data.architecture().entryFrame();
        if (!own.isEmpty() && form.isPresent()) {
            for (long end : stacks.entryStacks(thread.current().orElse(-1))) {
                Optional<Registers> pushed = read(end - 8L * form.get().words());
                if (pushed.isPresent()
                        && own.stream()
                                .allMatch(r -> pushed.get()
                                        .get(r)
                                        .equals(kept.registers().get(r)))
                        && !bySystemCall(pushed.get())) {
                    return new UserContext(
                            withThreadPointer(thread, pushed.get()),
                            Source.DUMP_NMI,
                            "registers that the dump NMI pushed at 0x%x: they match the few that it saves"
                                    .formatted(end - 8L * form.get().words()));
                }
            }
        }
        return none(kept.note());
    }

    /** The instruction leaves its own return address in a register. */
    private boolean bySystemCall(Registers entered) {
        OptionalInt left = data.architecture().systemCallReturn();
        return left.isPresent() && entered.get(left.getAsInt()).equals(entered.get(file.programCounter()));
    }

    private boolean same(Registers one, Registers other) {
        return one.get(file.programCounter()).equals(other.get(file.programCounter()))
                && one.get(file.stackPointer()).equals(other.get(file.stackPointer()));
    }

    private OptionalLong place(ThreadView thread) {
        try {
            OptionalLong member = data.findOffset("thread", "uctx");
            long at = member.isPresent() ? data.virtual().i64(thread.address() + member.getAsLong()) : 0;
            return at == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(at + data.findOffset(STRUCTURE, "gpr").orElse(0));
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return OptionalLong.empty();
        }
    }

    /** The registers of an entry from user mode at an address; empty when the words are not such an entry. */
    private Optional<Registers> read(long address) {
        Optional<EntryFrame> form = data.architecture().entryFrame();
        if (form.isEmpty() || address >= 0) {
            return Optional.empty();
        }
        try {
            long[] words = data.virtual().words(address, form.get().words());
            long pc = words[form.get().slots().get(file.programCounter())];
            if (!form.get().mode().apply(words).equals(Optional.of(EntryFrame.Mode.USER))
                    || pc == 0
                    || Long.compareUnsigned(pc, data.layout().userEnd()) >= 0) {
                return Optional.empty();
            }
            Map<Integer, Long> values = new HashMap<>();
            form.get().slots().forEach((register, index) -> values.put(register, words[index]));
            return Optional.of(Registers.of(values));
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return Optional.empty();
        }
    }

    /** Adds the thread pointer register, which the kernel keeps in the thread's record. */
    private Registers withThreadPointer(ThreadView thread, Registers registers) {
        try {
            OptionalLong member = data.findOffset("thread", "tlsblock_base");
            return member.isPresent()
                    ? registers.with(
                            data.architecture().threadPointer(),
                            data.virtual().i64(thread.address() + member.getAsLong()))
                    : registers;
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return registers;
        }
    }

    private static UserContext none(String why) {
        return new UserContext(Registers.of(Map.of()), Source.NONE, why);
    }
}
