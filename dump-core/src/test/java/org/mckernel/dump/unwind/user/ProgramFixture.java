package org.mckernel.dump.unwind.user;

import java.util.Map;
import java.util.function.Consumer;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.memory.UserSpace;

/**
 * Process 201 of the captured practice kernel with code and stacks made by hand: a page of code at 0x400000, 2 MiB of
 * data at 0x800000, four pages of stack. At {@link #CALL} is a call, so that {@link #returns} is a return address.
 */
final class ProgramFixture {
    static final long CODE = 0x40_0000;
    static final long CALL = CODE + 0x100;
    static final long DATA = 0x80_0000;

    private final PracticeMachine machine;
    private final ChangedMemory memory;
    private final ProcessView process;
    private final UserSpace captured;

    ProgramFixture(PracticeMachine machine) {
        this.machine = machine;
        this.memory = machine.changed();
        this.process = machine.kernel().processes().byPid(201).orElseThrow();
        try {
            this.captured = UserSpace.of(machine.kernel(), process);
        } catch (KernelDataException e) {
            throw new AssertionError(e);
        }
        // the code that is there makes no call by chance
        memory.bytes(physical(CODE), new byte[4096]);
        memory.bytes(physical(CALL), isX86() ? bytes(0xe8, 0, 0, 0, 0) : bytes(0, 0, 0, 0x94));
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    boolean isX86() {
        return machine == PracticeMachine.X86_64;
    }

    /** Where the call at {@link #CALL} returns to. */
    long returns() {
        return CALL + (isX86() ? 5 : 4);
    }

    /** The first address of the stack. */
    long stack() {
        return captured.end() - 5 * 4096;
    }

    long physical(long address) {
        try {
            return captured.tables().translate(address).physical();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    ChangedMemory memory() {
        return memory;
    }

    /** Writes words at an address of the program. */
    ProgramFixture longs(long address, long... words) {
        for (int i = 0; i < words.length; i++) {
            memory.longs(physical(address + 8L * i), words[i]);
        }
        return this;
    }

    ProgramFixture change(Consumer<ChangedMemory> change) {
        change.accept(memory);
        return this;
    }

    McKernel kernel() {
        return machine.kernel(memory);
    }

    UserSpace space() {
        try {
            return UserSpace.of(kernel(), process);
        } catch (KernelDataException e) {
            throw new AssertionError(e);
        }
    }

    RegisterFile registers() {
        return machine.data().architecture().registers();
    }

    /** Registers of a program. */
    UserContext context(long pc, long stack, long frame) {
        return context(Map.of(
                registers().programCounter(),
                pc,
                registers().stackPointer(),
                stack,
                registers().framePointer(),
                frame));
    }

    static UserContext context(Map<Integer, Long> registers) {
        return new UserContext(Registers.of(registers), UserContext.Source.KERNEL_STACK, "a note");
    }
}
