package org.mckernel.testdumps.model;

import java.util.List;
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
    private long rsp;
    private long rbp;

    /** @param top physical address behind the stack */
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

    private void push(long value) {
        rsp -= 8;
        memory.writeLongs(rsp, value);
    }

    /** An entry out of a program. */
    KernelStack enterFromUser() {
        rbp = 0;
        return entry(USER_RIP, 0x2b, 0x202, USER_STACK, 0x23);
    }

    /** An exception in kernel code: the interrupted registers are those of this stack. */
    KernelStack exceptionAt(long rip) {
        return entry(rip, 0x8, 0x46, rsp(), 0x10);
    }

    private KernelStack entry(long rip, long cs, long flags, long stack, long ss) {
        push(ss);
        push(stack);
        push(flags);
        push(cs);
        push(rip);
        push(0);
        for (int i = 0; i < 15; i++) {
            push(i == 10 ? rbp : 0);
        }
        return this;
    }

    /** These calls, each out of a function that has its frame. */
    KernelStack call(List<Call> calls) {
        for (Call call : calls) {
            boolean assembly = call.caller().endsWith("_entry");
            if (!assembly) {
                push(rbp);
                rbp = rsp();
                rsp -= ROOM;
            }
            push(image.returnAddress(call));
        }
        return this;
    }
}
