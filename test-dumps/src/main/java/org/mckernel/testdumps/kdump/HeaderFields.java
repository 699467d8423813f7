package org.mckernel.testdumps.kdump;

import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.file.StructBuilder;

/** What a user chooses for the two headers, and how they are laid out. */
final class HeaderFields {
    /** Bytes of the sub header with the fields of version 6. */
    static final int SUB_HEADER = 104;

    private static final int UTSNAME_FIELD = 65;
    private static final int UTSNAME = 12;
    private static final int TIMESTAMP = 408;
    private static final long U32_MAX = 0xffff_ffffL;

    String signature = "KDUMP   ";
    int version = 6;
    ElfMachine machine = ElfMachine.X86_64;
    String nodename = "";
    String release = "";
    long seconds;
    long microseconds;
    int cpus;
    long physBase;
    int dumpLevel;
    boolean staleFields;

    /** The first block's fields. */
    byte[] main(int status, int blockSize, int subHeaderBlocks, long bitmapBlocks, long maxMapnr) {
        StructBuilder header =
                StructBuilder.littleEndian().text(signature).u32(version).at(UTSNAME);
        String[] utsname = {"Linux", nodename, release, "", machine.utsname(), ""};
        for (String field : utsname) {
            header.text(field, UTSNAME_FIELD);
        }
        return header.at(TIMESTAMP)
                .u64(seconds, microseconds)
                .u32(status, blockSize, subHeaderBlocks)
                .u32((int) bitmapBlocks, u32(maxMapnr))
                .u32(0, 0, 0, 0)
                .u32(cpus)
                .toBytes();
    }

    /** Where the variable parts of one file are: file offset and bytes each, and the file's share of a split set. */
    record Parts(
            long vmcoreinfoAt,
            long vmcoreinfoSize,
            long notesAt,
            long notesSize,
            long eraseinfoAt,
            long eraseinfoSize,
            boolean split,
            long startPfn,
            long endPfn) {}

    /** The second block's fields; those newer than the version are zero, or all ones if stale. */
    byte[] sub(Parts parts, long maxMapnr) {
        StructBuilder sub = StructBuilder.littleEndian().u64(physBase);
        if (version >= 1) {
            sub.u32(dumpLevel);
        }
        if (version >= 2) {
            sub.u32(parts.split ? 1 : 0).u64(Math.min(parts.startPfn, U32_MAX), Math.min(parts.endPfn, U32_MAX));
        }
        if (version >= 3) {
            sub.u64(parts.vmcoreinfoAt, parts.vmcoreinfoSize);
        }
        if (version >= 4) {
            sub.u64(parts.notesAt, parts.notesSize);
        }
        if (version >= 5) {
            sub.u64(parts.eraseinfoAt, parts.eraseinfoSize);
        }
        if (version >= 6) {
            sub.u64(parts.startPfn, parts.endPfn, maxMapnr);
        }
        while (staleFields && sub.size() < SUB_HEADER) {
            sub.u8(0xff);
        }
        return sub.at(SUB_HEADER).toBytes();
    }

    /** A 32-bit field holds its maximum when the value does not fit. */
    private static int u32(long value) {
        return (int) Math.min(value, U32_MAX);
    }
}
