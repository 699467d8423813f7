package org.mckernel.testdumps.elf;

/** Processor of the dumped machine. */
public enum ElfMachine {
    X86_64(62, "x86_64", 27, 336),
    AARCH64(183, "aarch64", 34, 392);

    private final int number;
    private final String utsname;
    private final int registers;
    private final int prstatusSize;

    ElfMachine(int number, String utsname, int registers, int prstatusSize) {
        this.number = number;
        this.utsname = utsname;
        this.registers = registers;
        this.prstatusSize = prstatusSize;
    }

    /** ELF e_machine. */
    public int number() {
        return number;
    }

    /** The text uname -m prints. */
    public String utsname() {
        return utsname;
    }

    /** Number of 64-bit general registers in NT_PRSTATUS. */
    public int registers() {
        return registers;
    }

    /** Bytes of struct elf_prstatus. */
    int prstatusSize() {
        return prstatusSize;
    }
}
