package org.mckernel.dump.dwarf.cfi;

import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_AARCH64_NEGATE_RA_STATE;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_ADVANCE_LOC;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_ADVANCE_LOC1;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_ADVANCE_LOC2;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_ADVANCE_LOC4;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_DEF_CFA;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_DEF_CFA_EXPRESSION;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_DEF_CFA_OFFSET;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_DEF_CFA_OFFSET_SF;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_DEF_CFA_REGISTER;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_DEF_CFA_SF;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_EXPRESSION;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_GNU_ARGS_SIZE;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_GNU_NEGATIVE_OFFSET_EXTENDED;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_NOP;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_OFFSET;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_OFFSET_EXTENDED;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_OFFSET_EXTENDED_SF;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_REGISTER;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_REMEMBER_STATE;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_RESTORE;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_RESTORE_EXTENDED;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_RESTORE_STATE;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_SAME_VALUE;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_SET_LOC;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_UNDEFINED;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_VAL_EXPRESSION;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_VAL_OFFSET;
import static org.mckernel.dump.dwarf.cfi.CallFrameOpcode.DW_CFA_VAL_OFFSET_SF;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.expr.CallFrameExpression;
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
            int cfaRegister, long cfaOffset, CallFrameExpression cfaExpression, Map<Integer, RegisterRule> rules) {
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
                case DW_CFA_ADVANCE_LOC -> next = location + low * common.codeFactor();
                case DW_CFA_OFFSET ->
                    state = state.with(low, new RegisterRule.Offset(cursor.uleb() * common.dataFactor()));
                case DW_CFA_RESTORE -> restore(low);
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
            case DW_CFA_NOP -> {}
            case DW_CFA_SET_LOC -> {
                return common.pointer(cursor, 0, common.pointerEncoding() & PointerEncoding.FORM);
            }
            case DW_CFA_ADVANCE_LOC1 -> {
                return location + cursor.u8() * common.codeFactor();
            }
            case DW_CFA_ADVANCE_LOC2 -> {
                return location + cursor.u16() * common.codeFactor();
            }
            case DW_CFA_ADVANCE_LOC4 -> {
                return location + cursor.u32() * common.codeFactor();
            }
            case DW_CFA_OFFSET_EXTENDED ->
                set(register(cursor), new RegisterRule.Offset(cursor.uleb() * common.dataFactor()));
            case DW_CFA_RESTORE_EXTENDED -> restore(register(cursor));
            case DW_CFA_UNDEFINED -> set(register(cursor), new RegisterRule.Undefined());
            case DW_CFA_SAME_VALUE -> set(register(cursor), new RegisterRule.SameValue());
            case DW_CFA_REGISTER -> set(register(cursor), new RegisterRule.InRegister(register(cursor)));
            case DW_CFA_REMEMBER_STATE -> remember(cursor);
            case DW_CFA_RESTORE_STATE -> {
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
            case DW_CFA_DEF_CFA -> state = state.cfa(register(cursor), cursor.uleb());
            case DW_CFA_DEF_CFA_REGISTER -> state = state.cfa(register(cursor), state.cfaOffset());
            case DW_CFA_DEF_CFA_OFFSET -> state = state.cfa(state.cfaRegister(), cursor.uleb());
            case DW_CFA_DEF_CFA_EXPRESSION -> state = new State(-1, 0, block(cursor), state.rules());
            case DW_CFA_EXPRESSION -> set(register(cursor), new RegisterRule.AtExpression(block(cursor)));
            case DW_CFA_OFFSET_EXTENDED_SF ->
                set(register(cursor), new RegisterRule.Offset(cursor.sleb() * common.dataFactor()));
            case DW_CFA_DEF_CFA_SF -> state = state.cfa(register(cursor), cursor.sleb() * common.dataFactor());
            case DW_CFA_DEF_CFA_OFFSET_SF ->
                state = state.cfa(state.cfaRegister(), cursor.sleb() * common.dataFactor());
            case DW_CFA_VAL_OFFSET ->
                set(register(cursor), new RegisterRule.ValueOffset(cursor.uleb() * common.dataFactor()));
            case DW_CFA_VAL_OFFSET_SF ->
                set(register(cursor), new RegisterRule.ValueOffset(cursor.sleb() * common.dataFactor()));
            case DW_CFA_VAL_EXPRESSION -> set(register(cursor), new RegisterRule.ValueExpression(block(cursor)));
            case DW_CFA_AARCH64_NEGATE_RA_STATE -> {
                // aarch64: the return address's signature starts or ends; addresses in a kernel dump are unsigned
            }
            case DW_CFA_GNU_ARGS_SIZE -> cursor.uleb(); // size of arguments: says nothing about registers
            case DW_CFA_GNU_NEGATIVE_OFFSET_EXTENDED ->
                set(register(cursor), new RegisterRule.Offset(-cursor.uleb() * common.dataFactor()));
            default ->
                throw cursor.section()
                        .malformed(
                                cursor.position() - 1, "call-frame instruction", "a known one", "0x%x".formatted(op));
        }
        return location;
    }

    private void remember(DwarfCursor cursor) throws MalformedFileException {
        if (saved.size() >= DEEPEST) {
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

    private static CallFrameExpression block(DwarfCursor cursor) throws MalformedFileException {
        long length = cursor.uleb();
        long start = cursor.position();
        cursor.skip(length);
        return new CallFrameExpression(cursor.section(), start, start + length);
    }
}
