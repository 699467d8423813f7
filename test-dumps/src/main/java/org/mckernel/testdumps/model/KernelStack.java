package org.mckernel.testdumps.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** A kernel stack, written downwards as calls would: saved registers of an entry, return addresses, frame pointers. */
final class KernelStack {
    static final int SIZE = 8192;
    /** Room below a saved frame pointer for registers that the function pushes and its variables. */
    private static final int ROOM = 0x60;

    private static final long USER_RIP = 0x40_000dL;
    private static final long USER_STACK = 0x7fff_ffff_efc0L;

    private final SimulatedMemory memory;
    private final PracticeImage image;
    private final long directBase;
    /** Which registers a function pushes below its frame pointer, in order; those of others stay what they are. */
    private static final Map<String, List<String>> PUSHES = Map.of(
            "on_page_fault",
            List.of("rbx"),
            "panic",
            List.of("r13", "r12", "rbx"),
            "system_call",
            List.of("rbx"),
            "wait_for_reply",
            List.of("rbx"),
            "lock_both",
            List.of("r12", "rbx"),
            "lock",
            List.of("r12", "rbx"),
            "lock_slow",
            List.of("r12", "rbx"),
            "schedule",
            List.of("r12", "rbx"),
            "lock_and_wait",
            List.of("r12", "rbx"),
            "kprintf",
            List.of("rbx"));
    /** The order in which an entry pushes registers. */
    private static final List<String> ENTRY_ORDER = List.of(
            "rdi", "rsi", "rdx", "rcx", "rax", "r8", "r9", "r10", "r11", "rbx", "rbp", "r12", "r13", "r14", "r15");

    private final Map<String, Long> registers = new HashMap<>();
    private final Map<String, Map<String, Long>> within = new HashMap<>();
    private long rsp;
    private long rbp;

    /** @param top physical address of the stack's end */
    KernelStack(SimulatedMemory memory, PracticeImage image, long directBase, long top) {
        this.memory = memory;
        this.image = image;
        this.directBase = directBase;
        this.rsp = top;
    }

    /** Virtual stack pointer. */
    long rsp() {
        return directBase + rsp;
    }

    /** Frame pointer: a virtual address, or 0. */
    long rbp() {
        return rbp;
    }

    /** A register as the innermost function has it. */
    long register(String name) {
        return name.equals("rbp") ? rbp : registers.getOrDefault(name, 0L);
    }

    /** What registers hold in a function when it calls the next. */
    KernelStack within(String function, Map<String, Long> values) {
        within.put(function, Map.copyOf(values));
        return this;
    }

    private void push(long value) {
        rsp -= 8;
        memory.writeLongs(rsp, value);
    }

    /** An entry out of a program. */
    KernelStack enterFromUser() {
        return enterFromUser(0);
    }

    /** A system call of a program with these registers. */
    KernelStack enterFromUser(Map<String, Long> program) {
        registers.clear();
        registers.putAll(program);
        rbp = program.get("rbp");
        return entry(
                program.get("rip"), program.get("cs"), program.get("eflags"), program.get("rsp"), program.get("ss"), 0);
    }

    /** An exception in a program. */
    KernelStack enterFromUser(long error) {
        rbp = 0;
        registers.clear();
        return entry(USER_RIP, 0x2b, 0x202, USER_STACK, 0x23, error);
    }

    /** The stack of a new thread, whose function was called but did not begin. */
    KernelStack startAt(long returnAddress) {
        rbp = 0;
        registers.clear();
        push(0);
        push(returnAddress);
        return this;
    }

    /** An exception in kernel code: the interrupted registers are those of this stack. */
    KernelStack exceptionAt(long rip, long error, Map<String, Long> values) {
        registers.putAll(values);
        long interrupted = rsp();
        rsp &= -16; // as the processor does it
        return entry(rip, 0x8, 0x46, interrupted, 0x10, error);
    }

    private KernelStack entry(long rip, long cs, long flags, long stack, long ss, long error) {
        push(ss);
        push(stack);
        push(flags);
        push(cs);
        push(rip);
        push(error);
        ENTRY_ORDER.forEach(name -> push(register(name)));
        registers.put("rdi", rsp());
        return this;
    }

    /** These calls, each out of a function that has its frame. */
    KernelStack call(List<Call> calls) {
        for (Call call : calls) {
            boolean assembly = call.caller().endsWith("_entry");
            if (!assembly) {
                enter(call.caller());
            }
            if (call.caller().equals("system_call")) {
                registers.put("rbx", register("rdi"));
            }
            registers.putAll(within.getOrDefault(call.caller(), Map.of()));
            push(image.returnAddress(call));
        }
        return this;
    }

    /** A function has set up its frame. */
    KernelStack enter(String function) {
        push(rbp);
        rbp = rsp();
        long at = rsp;
        for (String pushed : PUSHES.getOrDefault(function, List.of())) {
            at -= 8;
            memory.writeLongs(at, register(pushed));
        }
        rsp -= ROOM;
        return this;
    }
}
