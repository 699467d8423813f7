package org.mckernel.dump.unwind;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.DebugInfo;
import org.mckernel.dump.dwarf.line.LineCode;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.symbol.KernelImage;

/** Source lines and functions of code, from debug information; damaged debug information is treated as absent. */
public final class CodeLines {
    private final Optional<DebugInfo> info;
    private final LookupCache<Long, SourceLine> lines;
    private final LookupCache<Long, List<CodeScope>> scopes;

    public CodeLines(KernelImage image) {
        this.info = open(image);
        this.lines = new LookupCache<>(pc -> info.isPresent() ? info.get().line(pc) : Optional.empty());
        this.scopes = new LookupCache<>(
                pc -> info.isPresent() ? Optional.of(info.get().scopes(pc)) : Optional.empty());
    }

    private static Optional<DebugInfo> open(KernelImage image) {
        try {
            return DebugInfo.of(image.elf());
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    /** The debug information, if the image has any. */
    Optional<DebugInfo> info() {
        return info;
    }

    /** The source line of an instruction. */
    public Optional<SourceLine> line(long pc) {
        return lines.about(pc);
    }

    /** The line of an instruction and the code around it that belongs to the line; empty when unknown. */
    public Optional<LineCode> code(long pc) {
        try {
            return info.isPresent() ? info.get().code(pc) : Optional.empty();
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    /**
     * The code of a line, in pieces, at most {@code most} of them; none without debug information.
     *
     * @throws MalformedFileException when a line table is damaged
     */
    public List<LineCode> code(SourceLine line, int most) throws MalformedFileException {
        return info.isPresent() ? info.get().code(line, most) : List.of();
    }

    /** The function at an instruction and its inlined calls, innermost first. */
    public List<CodeScope> scopes(long pc) {
        return scopes.about(pc).orElse(List.of());
    }
}
