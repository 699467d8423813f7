package org.mckernel.dump.unwind;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.EntryFrame;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.dwarf.cfi.RegisterRule;
import org.mckernel.dump.memory.AbsentMemoryException;

/** Applies a row of call-frame information: the caller's registers from the frame's. */
public final class FrameRules {
    private final Architecture architecture;
    private final VirtualMemory memory;
    private final RegisterFile file;

    /** @param memory the memory that contains the stack */
    public FrameRules(Architecture architecture, VirtualMemory memory) {
        this.architecture = architecture;
        this.memory = memory;
        this.file = architecture.registers();
    }

    /** The step to the caller; empty when a register for the frame address is unknown. */
    public Optional<Unwinder.Step> apply(Frame plain, CallFrameRow row) {
        OptionalLong address = frameAddress(plain.registers(), row);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        long cfa = address.getAsLong();
        Frame frame = new Frame(
                plain.pc(),
                plain.registers(),
                OptionalLong.of(cfa),
                plain.trust(),
                plain.exact() || row.signalFrame(),
                row.signalFrame());
        int column = row.returnAddressRegister();
        RegisterRule returns = row.rule(column);
        if (returns instanceof RegisterRule.Undefined) {
            return Optional.of(new Unwinder.Step(frame, Optional.empty(), StopReason.OUTERMOST, "end of the stack"));
        }
        OptionalLong pc;
        try {
            pc = value(column, returns, plain.registers(), cfa);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return Optional.of(new Unwinder.Step(
                    frame, Optional.empty(), StopReason.ABSENT, "the return address: " + e.getMessage()));
        }
        if (pc.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, Long> caller = new HashMap<>();
        Map<Integer, Long> carried = new HashMap<>();
        for (RegisterFile.Register register : file.registers()) {
            restore(register.dwarf(), row.rule(register.dwarf()), plain.registers(), cfa)
                    .ifPresent(v -> caller.put(register.dwarf(), v));
            if (row.rule(register.dwarf()) instanceof RegisterRule.Unspecified) {
                plain.registers().getOrCarried(register.dwarf()).ifPresent(v -> carried.put(register.dwarf(), v));
            }
        }
        if (row.rule(file.stackPointer()) instanceof RegisterRule.Unspecified) {
            caller.put(file.stackPointer(), cfa);
        }
        caller.put(file.programCounter(), pc.getAsLong());
        Optional<EntryFrame.Mode> mode = row.signalFrame() ? mode(returns, plain.registers(), cfa) : Optional.empty();
        return Optional.of(new Unwinder.Step(
                frame,
                Optional.of(new Unwinder.Caller(
                        Registers.of(caller, carried), FrameTrust.CALL_FRAME_INFO, row.signalFrame(), mode)),
                StopReason.BROKEN,
                ""));
    }

    private OptionalLong frameAddress(Registers registers, CallFrameRow row) {
        if (row.cfaExpression().isPresent()) {
            return row.cfaExpression().get().value(registers, memory, OptionalLong.empty());
        }
        OptionalLong base = row.cfaRegister() < 0 ? OptionalLong.empty() : registers.get(row.cfaRegister());
        return base.isPresent() ? OptionalLong.of(base.getAsLong() + row.cfaOffset()) : OptionalLong.empty();
    }

    /** What an entry into the kernel interrupted, by the status that it saved next to the program counter. */
    private Optional<EntryFrame.Mode> mode(RegisterRule programCounter, Registers registers, long cfa) {
        Optional<EntryFrame> form = architecture.entryFrame();
        if (form.isEmpty() || !(programCounter instanceof RegisterRule.Offset slot)) {
            return Optional.empty();
        }
        int distance = form.get().statusDistance(file.programCounter());
        OptionalLong status =
                restore(form.get().status(), new RegisterRule.Offset(slot.offset() + 8L * distance), registers, cfa);
        return status.isPresent() ? form.get().level().apply(status.getAsLong()) : Optional.empty();
    }

    private OptionalLong restore(int register, RegisterRule rule, Registers registers, long cfa) {
        try {
            return value(register, rule, registers, cfa);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong value(int register, RegisterRule rule, Registers registers, long cfa)
            throws UnmappedAddressException, AbsentMemoryException {
        return switch (rule) {
            case RegisterRule.Undefined _ -> OptionalLong.empty();
            case RegisterRule.SameValue _ -> registers.get(register);
            case RegisterRule.Unspecified _ ->
                file.isCalleeSaved(register) ? registers.get(register) : OptionalLong.empty();
            case RegisterRule.Offset offset -> OptionalLong.of(memory.i64(cfa + offset.offset()));
            case RegisterRule.ValueOffset offset -> OptionalLong.of(cfa + offset.offset());
            case RegisterRule.InRegister other -> registers.get(other.register());
            case RegisterRule.AtExpression at -> {
                OptionalLong place = at.expression().value(registers, memory, OptionalLong.of(cfa));
                yield place.isPresent() ? OptionalLong.of(memory.i64(place.getAsLong())) : OptionalLong.empty();
            }
            case RegisterRule.ValueExpression computed ->
                computed.expression().value(registers, memory, OptionalLong.of(cfa));
        };
    }
}
