package org.mckernel.dump.unwind.user;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.dwarf.cfi.CallFrames;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.unwind.CodeLines;
import org.mckernel.dump.unwind.FrameNames;
import org.mckernel.dump.unwind.LookupCache;
import org.mckernel.dump.unwind.Unwinder;

/** The file of a program or library. Its addresses are link addresses; {@link MappedProgram} has those of a process. */
public final class ProgramFile implements Closeable {
    private final KernelImage image;
    private final CodeLines lines;
    private final LookupCache<Long, CallFrameRow> rows;

    private ProgramFile(KernelImage image) {
        this.image = image;
        this.lines = new CodeLines(image);
        Optional<CallFrames> frames = Unwinder.callFrames(image);
        this.rows = new LookupCache<>(pc -> frames.isPresent() ? frames.get().row(pc) : Optional.empty());
    }

    /**
     * Opens a file.
     *
     * @param machine the {@code e_machine} that it must be for
     * @throws MalformedFileException when it is not a program or library, or of another architecture
     * @throws IOException when it cannot be read
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by this object's close()
    public static ProgramFile open(Path path, int machine) throws IOException {
        KernelImage image = KernelImage.open(path);
        if (image.architecture().elfMachine() != machine
                || image.relocatable()
                || image.loads().isEmpty()) {
            image.close();
            throw new MalformedFileException(
                    MalformedFileException.Kind.UNSUPPORTED,
                    path.toString(),
                    "is not a program or library for the dump's architecture; give the file that the process ran");
        }
        return new ProgramFile(image);
    }

    /** The file as given. */
    public String name() {
        return image.name();
    }

    KernelImage image() {
        return image;
    }

    /** The call-frame information row of an instruction. */
    Optional<CallFrameRow> row(long pc) {
        return rows.about(pc);
    }

    /** Names of functions. */
    FrameNames names() {
        return new FrameNames(lines, this::symbol);
    }

    private Optional<Symbol> symbol(long address) {
        try {
            return image.symbols().nearest(address);
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
