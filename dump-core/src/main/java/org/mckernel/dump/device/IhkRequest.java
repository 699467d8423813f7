package org.mckernel.dump.device;

/**
 * Requests of IHK's device files, by the numbers that {@code ioctl} takes; they are not made of direction and size as
 * Linux's own are. Those of {@code /dev/mcd0} begin with 0x1129, those of {@code /dev/mcosN} with 0x112a.
 */
public enum IhkRequest {
    /** Makes an instance; answers its index. */
    CREATE_OS(0x112900),
    /** Destroys the instance whose index is the argument. */
    DESTROY_OS(0x112901),
    /** Takes CPUs from Linux: {@link IhkRecord#CPUS}, or text. */
    RESERVE_CPU(0x112902),
    /** Gives them back. */
    RELEASE_CPU(0x112903),
    /** Takes memory from Linux: {@link IhkRecord#MEMORY}, or text. */
    RESERVE_MEM(0x112904),
    /** Gives it back. */
    RELEASE_MEM(0x112905),
    /** CPUs reserved and not assigned. */
    QUERY_CPU(0x112906),
    /** Memory reserved and not assigned; writes all there is, however much room was announced. */
    QUERY_MEM(0x112907),
    /** The modules' build id, into 256 bytes. */
    GET_BUILDID(0x11290b),
    /** How many CPUs are reserved and not assigned. */
    GET_NUM_CPUS(0x11290c),

    /** Loads the image at a path of less than 256 bytes. */
    OS_LOAD(0x112a00),
    /** Boots, and waits until the kernel is READY: up to 60 s. */
    OS_BOOT(0x112a01),
    /** Shuts down; may take more than 40 s. */
    OS_SHUTDOWN(0x112a02),
    /** Sets the kernel's arguments. */
    OS_SET_KARGS(0x112a04),
    /** Dumps, and reads memory: {@link IhkRecord#DUMP}. */
    OS_DUMP(0x112a06),
    /** The state, by a number whose meaning depends on the driver. */
    OS_STATUS(0x112a14),
    /** Copies the kernel's log, without using it up. */
    OS_READ_KMSG(0x112a20),
    /** Empties it. */
    OS_CLEAR_KMSG(0x112a21),
    /** Assigns CPUs. */
    OS_ASSIGN_CPU(0x112a22),
    /** Assigns memory. */
    OS_ASSIGN_MEM(0x112a24),
    /** Assigned CPUs, in the kernel's order. */
    OS_QUERY_CPU(0x112a26),
    /** Assigned memory; as {@link #QUERY_MEM}. */
    OS_QUERY_MEM(0x112a27),
    /** Sets who receives whose messages: {@link IhkRecord#ROUTES}, or text. */
    OS_SET_IKC_MAP(0x112a28),
    /** Who receives whose messages. */
    OS_GET_IKC_MAP(0x112a29),
    /** Freezes all CPUs. */
    OS_FREEZE(0x112a30),
    /** Resumes them. */
    OS_THAW(0x112a31),
    /** How many CPUs are assigned. */
    OS_GET_NUM_CPUS(0x112a38);

    private final int number;

    IhkRequest(int number) {
        this.number = number;
    }

    /** The number. */
    public int number() {
        return number;
    }
}
