package org.mckernel.dump.arch;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A processor architecture that McKernel runs on. */
public sealed interface Architecture permits X86_64, AArch64 {
    /** All supported architectures. */
    static List<Architecture> all() {
        return List.of(new X86_64(), new AArch64());
    }

    /** Name as {@code uname -m} writes it. */
    String name();

    /** The ELF header's {@code e_machine}. */
    int elfMachine();

    /**
     * McKernel's large page for the placement of its image: {@code kernel_base} is the bootstrap memory's start rounded
     * up to it, plus one more.
     *
     * @param pageSize Linux's page size in bytes
     */
    long imageAlignment(long pageSize);

    /** Physical address that {@code kernel_base} has, given where the bootstrap memory starts. */
    default long kernelBase(long bootstrapStart, long pageSize) {
        long large = imageAlignment(pageSize);
        return (bootstrapStart + 2 * large - 1) & -large;
    }

    /** Distance of {@code _head} from the start of the kernel mapping (MAP_KERNEL_START), which is at kernel_base. */
    long headOffset();

    /** Names of the IHK driver module of this architecture over time, newest first. */
    List<String> ihkModuleNames();

    /** The symbol in McKernel's image that holds kernel_base at run time. */
    String kernelBaseSymbol();

    /**
     * The symbol in McKernel's image that holds the start of its straight map at run time; empty where the straight map
     * always starts at physical address 0.
     */
    Optional<String> physStartSymbol();

    /**
     * Bytes of the field that a relocation of this type in an object file sets to "symbol plus addend"; 0 for
     * relocations of other kinds. Debug sections of kernel modules have only these.
     *
     * @param type the low half of {@code r_info}
     */
    int absoluteRelocationWidth(int type);

    /** The architecture with that {@code e_machine}. */
    static Optional<Architecture> ofElfMachine(int machine) {
        return all().stream().filter(a -> a.elfMachine() == machine).findFirst();
    }

    /** The architecture with that {@code uname -m} name. */
    static Optional<Architecture> ofName(String name) {
        return all().stream().filter(a -> a.name().equals(name)).findFirst();
    }

    /**
     * The fixed addresses of a kernel's address space.
     *
     * @param kernelStart virtual address that the image is linked to; on aarch64 it determines how many bits are
     *        translated
     * @param pageSize Linux's page size in bytes
     * @return empty when there is no such layout
     */
    Optional<AddressLayout> addressLayout(long kernelStart, long pageSize);

    /** Registers and their order. */
    RegisterFile registers();

    /** Where the registers of a thread that is not running are saved. */
    SavedContext savedContext();

    /** Where the dump NMI saves the registers of a CPU. */
    PanicArea panicArea();

    /**
     * The registers in the note {@code NT_PRSTATUS} of a process's core file, in its order, 8 bytes each. (The order is
     * that of Linux's {@code elf_gregset_t}.)
     */
    List<CoreRegister> coreRegisters();

    /** Number of the thread pointer register (thread-local storage), as in DWARF or {@link #coreRegisters}. */
    int threadPointer();

    /** Type of the note of owner LINUX that holds it in a core file; empty when it is among {@link #coreRegisters}. */
    OptionalInt threadPointerNote();

    /** What an entry into the kernel leaves on the stack; empty where it cannot be recognised. */
    Optional<EntryFrame> entryFrame();

    /**
     * Whether the instruction before an address is a call, so that the address may be a return address.
     *
     * @param before the bytes in front of it, at least {@link #LONGEST_CALL}
     */
    boolean endsWithCall(byte[] before);

    /** The system call instruction. */
    byte[] systemCall();

    /** DWARF number of the register in which that instruction saves its return address; empty where it does not. */
    OptionalInt systemCallReturn();

    /** Length in bytes of the longest call instruction. */
    int LONGEST_CALL = 7;
}
