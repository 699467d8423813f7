package org.mckernel.dump.unwind.user;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Frame;

/**
 * A program's file in a process's memory.
 *
 * @param file the file
 * @param shift its load address minus its link address
 */
public record MappedProgram(ProgramFile file, long shift) {
    private static final int COMPARED_AT_MOST = 1 << 16;
    private static final int PAGE = 4096;

    /**
     * Finds a file in a process: by a range that maps one of its segments, else at its link address, else by the
     * program's entry point.
     *
     * @param entryPoint the program's entry point, if known
     * @return empty when its address is unknown
     */
    public static Optional<MappedProgram> of(ProgramFile file, UserSpace space, OptionalLong entryPoint) {
        String name = lastName(file.name());
        for (VmRange range : space.ranges()) {
            if (range.file().filter(f -> lastName(f).equals(name)).isPresent()) {
                for (KernelImage.Load load : file.image().loads()) {
                    if ((load.offset() & -PAGE) == range.fileOffset()) {
                        return Optional.of(new MappedProgram(file, range.start() - (load.virtualAddress() & -PAGE)));
                    }
                }
            }
        }
        ElfHeader header = file.image().elf().header();
        if (header.type() == ElfHeader.EXECUTABLE) {
            return Optional.of(new MappedProgram(file, 0));
        }
        long shift = entryPoint.orElse(0) - header.entry();
        return entryPoint.isPresent() && header.entry() != 0 && shift % PAGE == 0
                ? Optional.of(new MappedProgram(file, shift))
                : Optional.empty();
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * How its code differs from the process's memory.
     *
     * @return one line; empty when all code in the dump is equal
     */
    public Optional<String> difference(UserSpace space) {
        for (KernelImage.Load load : file.image().loads()) {
            long start = load.virtualAddress() + shift;
            if (space.range(start).filter(VmRange::isCode).isEmpty()) {
                continue;
            }
            long length = Math.min(load.fileSize(), COMPARED_AT_MOST);
            for (long done = 0; done < length; done += PAGE) {
                long at = differs(space, load, start, done, (int) Math.min(PAGE, length - done));
                if (at >= 0) {
                    return Optional.of("%s does not match the process: its code differs at 0x%x; it is not used"
                            .formatted(file.name(), start + done + at));
                }
            }
        }
        return Optional.empty();
    }

    private long differs(UserSpace space, KernelImage.Load load, long start, long done, int step) {
        try {
            MemorySegment own = file.image().bytes(load).asSlice(done, step);
            return space.memory().bytes(start + done, step).mismatch(own);
        } catch (UnmappedAddressException | AbsentMemoryException | MalformedFileException e) {
            return -1; // nothing to compare
        }
    }

    /** True if an address of the process is in it. */
    boolean contains(long address) {
        return file.image().loads().stream().anyMatch(l -> l.contains(address - shift));
    }

    /** The call-frame information row of an instruction. */
    Optional<CallFrameRow> row(long pc) {
        return file.row(pc - shift);
    }

    /** The lines of a backtrace for a frame: its function and the inlined calls. */
    List<CodeFrame> lines(Frame frame, int number) {
        List<CodeFrame> found = new ArrayList<>();
        file.names().expand(frame, shift, number, found);
        return found;
    }
}
