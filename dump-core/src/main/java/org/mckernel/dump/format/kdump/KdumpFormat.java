package org.mckernel.dump.format.kdump;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.DumpFormat;
import org.mckernel.dump.format.Vmcoreinfo;

/**
 * kdump-compressed dumps, header versions 0 to 6, of 64-bit little-endian machines, and the old diskdump. One file, or
 * the parts of a split set in any order; a set with parts missing opens with a warning.
 */
public final class KdumpFormat implements DumpFormat {
    @Override
    public boolean recognises(ByteSource source) {
        return KdumpHeader.recognises(source);
    }

    /**
     * {@inheritDoc}
     *
     * @throws MalformedFileException also for a machine of another word size or byte order, and for files that are not
     *         of one split set
     */
    @Override
    public Dump open(List<ByteSource> sources) throws MalformedFileException {
        List<String> warnings = new ArrayList<>();
        KdumpParts parts = KdumpParts.open(sources, warnings);
        Optional<Vmcoreinfo> vmcoreinfo = Optional.empty();
        for (KdumpPart part : parts.all()) {
            if (vmcoreinfo.isEmpty()) {
                vmcoreinfo = KdumpNotes.vmcoreinfo(part, warnings);
            }
        }
        return new KdumpDump(parts, vmcoreinfo, warnings);
    }
}
