package org.mckernel.testdumps.elf;

import java.nio.charset.StandardCharsets;
import org.mckernel.testdumps.file.StructBuilder;

/**
 * The notes of a dump, in the order they are added: name size, descriptor size, type, name, descriptor; each padded to
 * 4.
 */
public final class Notes {
    private static final int NT_PRSTATUS = 1;
    /** Offset of pr_pid and pr_reg in struct elf_prstatus, on both machines. */
    private static final int PR_PID = 32;

    private static final int PR_REG = 112;
    /** Bytes of QEMU's x86 CPU state, version 1, and the offset of its cr3. */
    private static final int QEMU_STATE = 440;

    private static final int QEMU_CR3 = 416;

    private final ElfMachine machine;
    private final StructBuilder bytes = StructBuilder.littleEndian();
    private int cpus;
    private int vmcoreinfoOffset;
    private int vmcoreinfoSize;

    private Notes(ElfMachine machine) {
        this.machine = machine;
    }

    /** No notes yet. */
    public static Notes of(ElfMachine machine) {
        return new Notes(machine);
    }

    /**
     * One processor's registers (name CORE, type 1).
     *
     * @param registers general registers in the kernel's order; missing ones are 0
     */
    public Notes prstatus(int pid, long... registers) {
        if (registers.length > machine.registers()) {
            throw new IllegalArgumentException(
                    "%d registers, %s has %d".formatted(registers.length, machine, machine.registers()));
        }
        cpus++;
        return note(
                "CORE",
                NT_PRSTATUS,
                StructBuilder.littleEndian()
                        .at(PR_PID)
                        .u32(pid)
                        .at(PR_REG)
                        .u64(registers)
                        .at(machine.prstatusSize())
                        .toBytes());
    }

    /** QEMU's own x86 processor state (name QEMU, type 0), with only its version, size and cr3 filled. */
    public Notes qemuCpu(long cr3) {
        return note(
                "QEMU",
                0,
                StructBuilder.littleEndian()
                        .u32(1, QEMU_STATE)
                        .at(QEMU_CR3)
                        .u64(cr3)
                        .at(QEMU_STATE)
                        .toBytes());
    }

    /** The kernel's VMCOREINFO: lines {@code key=value}. */
    public Notes vmcoreinfo(String text) {
        byte[] desc = text.getBytes(StandardCharsets.UTF_8);
        note("VMCOREINFO", 0, desc);
        vmcoreinfoSize = desc.length;
        vmcoreinfoOffset = bytes.size() - (desc.length + 3) / 4 * 4;
        return this;
    }

    /** Any note. */
    public Notes note(String name, int type, byte... desc) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        bytes.u32(nameBytes.length + 1, desc.length, type)
                .bytes(nameBytes)
                .u8(0)
                .align(4)
                .bytes(desc)
                .align(4);
        return this;
    }

    public byte[] toBytes() {
        return bytes.toBytes();
    }

    /** Number of NT_PRSTATUS notes. */
    public int cpus() {
        return cpus;
    }

    public ElfMachine machine() {
        return machine;
    }

    /** Offset of the VMCOREINFO text in {@link #toBytes()}; 0 without one. */
    public int vmcoreinfoOffset() {
        return vmcoreinfoOffset;
    }

    /** Bytes of the VMCOREINFO text; 0 without one. */
    public int vmcoreinfoSize() {
        return vmcoreinfoSize;
    }
}
