package org.mckernel.dump.dwarf.cfi;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;

/**
 * Runs the call-frame instructions of one function up to an address (DWARF 5, 6.4.2). Instructions only go forwards.
 */
final class CfaProgram {
    private static final int DEEPEST = 256;

    private final FrameDescriptionEntry entry;
    private final CommonInformationEntry common;
    private final long pc;
    private final Deque<State> saved = new ArrayDeque<>();
    private State state = new State(-1, 0, null, Map.of());
    private Map<Integer, RegisterRule> initial = Map.of();
    private long location;

    /** The rules at one point. */
    private record State(
            int cfaRegister, long cfaOffset, MemorySegment cfaExpression, Map<Integer, RegisterRule> rules) {
        State with(int register, RegisterRule rule) {
            Map<Integer, RegisterRule> changed = new HashMap<>(rules);
            changed.put(register, rule);
            return new State(cfaRegister, cfaOffset, cfaExpression, changed);
        }

        State without(int register) {
            Map<Integer, RegisterRule> changed = new HashMap<>(rules);
            changed.remove(register);
            return new State(cfaRegister, cfaOffset, cfaExpression, changed);
        }

        State cfa(int register, long offset) {
            return new State(register, offset, null, rules);
        }
    }

    CfaProgram(FrameDescriptionEntry entry, long pc) {
        this.entry = entry;
        this.common = entry.common();
        this.pc = pc;
    }

    CallFrameRow run() throws MalformedFileException {
        location = entry.start();
        execute(new DwarfCursor(common.section(), common.program(), common.programEnd()));
        initial = state.rules();
        execute(new DwarfCursor(entry.section(), entry.program(), entry.programEnd()));
        return new CallFrameRow(
                location,
                state.cfaExpression() == null ? state.cfaRegister() : -1,
                state.cfaOffset(),
                Optional.ofNullable(state.cfaExpression()),
                state.rules(),
                common.returnAddressRegister(),
                common.signalFrame());
    }

    private void execute(DwarfCursor cursor) throws MalformedFileException {
        while (!cursor.atEnd()) {
            int op = cursor.u8();
            int low = op & 0x3f;
            long next = location;
            switch (op >> 6) {
                case 1 -> next = location + low * common.codeFactor();
                case 2 -> state = state.with(low, new RegisterRule.Offset(cursor.uleb() * common.dataFactor()));
                case 3 -> restore(low);
                default -> next = extended(cursor, low);
            }
            if (Long.compareUnsigned(next, pc) > 0) {
                return;
            }
            location = next;
        }
    }

    /** An instruction without operand in its opcode; returns where the next row begins. */
    private long extended(DwarfCursor cursor, int op) throws MalformedFileException {
        switch (op) {
            case 0x00 -> {}
            case 0x01 -> {
                return common.pointer(cursor, 0, common.pointerEncoding() & 0x0f);
            }
            case 0x02 -> {
                return location + cursor.u8() * common.codeFactor();
            }
            case 0x03 -> {
                return location + cursor.u16() * common.codeFactor();
            }
            case 0x04 -> {
                return location + cursor.u32() * common.codeFactor();
            }
            case 0x05 -> set(register(cursor), new RegisterRule.Offset(cursor.uleb() * common.dataFactor()));
            case 0x06 -> restore(register(cursor));
            case 0x07 -> set(register(cursor), new RegisterRule.Undefined());
            case 0x08 -> set(register(cursor), new RegisterRule.SameValue());
            case 0x09 -> set(register(cursor), new RegisterRule.InRegister(register(cursor)));
            case 0x0a -> remember(cursor);
            case 0x0b -> {
                if (saved.isEmpty()) {
                    throw cursor.section()
                            .malformed(
                                    cursor.position(),
                                    "call-frame instruction",
                                    "a remembered state to restore",
                                    "none");
                }
                state = saved.pop();
            }
            case 0x0c -> state = state.cfa(register(cursor), cursor.uleb());
            case 0x0d -> state = state.cfa(register(cursor), state.cfaOffset());
            case 0x0e -> state = state.cfa(state.cfaRegister(), cursor.uleb());
            case 0x0f -> state = new State(-1, 0, block(cursor), state.rules());
            case 0x10 -> set(register(cursor), new RegisterRule.AtExpression(block(cursor)));
            case 0x11 -> set(register(cursor), new RegisterRule.Offset(cursor.sleb() * common.dataFactor()));
            case 0x12 -> state = state.cfa(register(cursor), cursor.sleb() * common.dataFactor());
            case 0x13 -> state = state.cfa(state.cfaRegister(), cursor.sleb() * common.dataFactor());
            case 0x14 -> set(register(cursor), new RegisterRule.ValueOffset(cursor.uleb() * common.dataFactor()));
            case 0x15 -> set(register(cursor), new RegisterRule.ValueOffset(cursor.sleb() * common.dataFactor()));
            case 0x16 -> set(register(cursor), new RegisterRule.ValueExpression(block(cursor)));
            case 0x2d -> {
                // aarch64: the return address's signature starts or ends; addresses in a kernel dump are unsigned
            }
            case 0x2e -> cursor.uleb(); // size of arguments: no register rule
            case 0x2f -> set(register(cursor), new RegisterRule.Offset(-cursor.uleb() * common.dataFactor()));
            default ->
                throw cursor.section()
                        .malformed(
                                cursor.position() - 1, "call-frame instruction", "a known one", "0x%x".formatted(op));
        }
        return location;
    }

    private void remember(DwarfCursor cursor) throws MalformedFileException {
        if (saved.size() == DEEPEST) {
            throw cursor.section()
                    .malformed(
                            cursor.position(),
                            "call-frame instruction",
                            "at most %d remembered states".formatted(DEEPEST),
                            "more");
        }
        saved.push(state);
    }

    private static int register(DwarfCursor cursor) throws MalformedFileException {
        long number = cursor.uleb();
        if (number < 0 || number > 0xffff) {
            throw cursor.section()
                    .malformed(cursor.position(), "register number", "at most 65535", Long.toUnsignedString(number));
        }
        return (int) number;
    }

    private void set(int register, RegisterRule rule) {
        state = state.with(register, rule);
    }

    private void restore(int register) {
        RegisterRule rule = initial.get(register);
        state = rule == null ? state.without(register) : state.with(register, rule);
    }

    private static MemorySegment block(DwarfCursor cursor) throws MalformedFileException {
        long length = cursor.uleb();
        long start = cursor.position();
        cursor.skip(length);
        return cursor.section().slice(start, length);
    }
}
