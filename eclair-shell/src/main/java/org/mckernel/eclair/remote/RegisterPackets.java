package org.mckernel.eclair.remote;

import java.util.List;
import java.util.OptionalLong;

/** Registers in packets: little-endian digits, or an {@code x} for every digit of one that was not saved. */
final class RegisterPackets {
    private final List<TargetRegister> registers;

    RegisterPackets(TargetDescription description) {
        this.registers = description.registers();
    }

    /** {@code g}: all, in the order of the description. */
    void all(RemoteThread thread, Reply reply) {
        registers.forEach(register -> add(thread, register, reply));
    }

    /**
     * {@code p}: one.
     *
     * @param strict the client reads {@code x} as a value, so a register that was not saved is an error
     */
    void one(RemoteThread thread, long number, boolean strict, Reply reply) {
        if (number < 0 || number >= registers.size()) {
            reply.text("E.no such register");
            return;
        }
        TargetRegister register = registers.get((int) number);
        if (strict && value(thread, register).isEmpty()) {
            reply.text(Conversation.UNREADABLE);
        } else {
            add(thread, register, reply);
        }
    }

    private static void add(RemoteThread thread, TargetRegister register, Reply reply) {
        OptionalLong value = value(thread, register);
        if (value.isPresent()) {
            reply.number(value.getAsLong(), register.bytes());
        } else {
            reply.text("xx".repeat(register.bytes()));
        }
    }

    private static OptionalLong value(RemoteThread thread, TargetRegister register) {
        return register.dwarf() == TargetRegister.NEVER_SAVED
                ? OptionalLong.empty()
                : thread.registers().get(register.dwarf());
    }
}
