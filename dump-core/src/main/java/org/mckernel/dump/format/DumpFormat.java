package org.mckernel.dump.format;

import java.io.IOException;
import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MappedFile;

/** One dump format: how it is recognised and opened. */
public interface DumpFormat {
    /**
     * True if the first bytes are this format's. Cheap, never throws for short or hostile content, and never uses the
     * name.
     */
    boolean recognises(ByteSource source);

    /**
     * Opens what {@link #recognises} accepted.
     *
     * @param sources one source, or the parts of a split set in any order; each is a {@link MappedFile} or a view of
     *        one. The caller keeps and closes the files under them
     * @throws org.mckernel.dump.bytes.MalformedFileException when the content contradicts the format so that nothing
     *         can be read; damage that leaves a part readable is reported by {@link Dump#warnings} and as typed absence
     *         instead
     */
    Dump open(List<ByteSource> sources) throws IOException;
}
