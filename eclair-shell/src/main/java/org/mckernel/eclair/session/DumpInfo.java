package org.mckernel.eclair.session;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpChunk;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;

/** Format and completeness of a dump file: the result of {@code info dump} and {@code mck info}. */
public final class DumpInfo {
    private static final int INDENT = 10;

    private final Path file;
    private final Dump dump;
    private final Optional<Mckdump> mckdump;
    private final Map<Presence, Long> bytes;

    private DumpInfo(Path file, Dump dump) {
        this.file = file;
        this.dump = dump;
        this.mckdump = dump.as(Mckdump.class);
        this.bytes = countBytes(dump, mckdump);
    }

    /** Collects the facts from the dump's tables; no page is read. */
    public static DumpInfo of(Path file, Dump dump) {
        return new DumpInfo(file, dump);
    }

    /** An mckdump is complete if its chunks are, any other dump if all announced memory is. */
    private static Map<Presence, Long> countBytes(Dump dump, Optional<Mckdump> mckdump) {
        Map<Presence, Long> bytes = new EnumMap<>(Presence.class);
        if (mckdump.isPresent()) {
            mckdump.get().chunks().forEach(chunk -> add(dump, chunk.address(), chunk.size(), bytes));
        } else {
            add(dump, 0, dump.memory().end(), bytes);
            bytes.remove(Presence.NOT_IN_DUMP);
        }
        return bytes;
    }

    private static void add(Dump dump, long start, long length, Map<Presence, Long> bytes) {
        for (long done = 0; done < length; ) {
            Extent extent = dump.memory().extent(start + done, length - done);
            bytes.merge(extent.presence(), extent.length(), Long::sum);
            done += extent.length();
        }
    }

    /** True if everything that the file announces is present. */
    public boolean complete() {
        return dump.warnings().isEmpty() && bytes.keySet().stream().allMatch(p -> p == Presence.PRESENT);
    }

    /** One line: format, machine, how much memory is present. */
    public String line() {
        String machine = dump.architecture().map(a -> ", " + a.name()).orElse("");
        String linux = dump.release().map(r -> ", Linux " + r).orElse("");
        String chunks = mckdump.map(m -> ", " + ByteCount.counted(m.chunks().size(), "chunk"))
                .orElse("");
        String warnings = dump.warnings().isEmpty() ? "" : "; " + String.join("; ", dump.warnings());
        return dump.format() + machine + linux + chunks + ", " + held() + warnings;
    }

    private String held() {
        return bytes.isEmpty()
                ? "no memory"
                : bytes.entrySet().stream()
                        .map(e ->
                                ByteCount.text(e.getValue()) + " " + e.getKey().label())
                        .collect(Collectors.joining(", "));
    }

    /**
     * Several lines, for {@code info dump}.
     *
     * @throws MalformedFileException when a text section of the dump cannot be read
     */
    public List<String> lines() throws MalformedFileException {
        List<String> lines = new ArrayList<>();
        lines.add("file      " + file);
        lines.add("format    " + dump.format());
        dump.architecture().map(Architecture::name).ifPresent(name -> lines.add("machine   " + name));
        dump.release().ifPresent(release -> lines.add("Linux     " + release));
        lines.add("memory    " + held());
        dump.warnings().forEach(warning -> lines.add("warning   " + warning));
        if (mckdump.isPresent()) {
            Mckdump m = mckdump.get();
            lines.add("written   %s on %s by %s"
                    .formatted(
                            m.date().orElse("?"), m.host().orElse("?"), m.user().orElse("?")));
            m.kernelBase()
                    .ifPresent(base -> lines.add("kernel    base 0x%x, straight map from 0x%x"
                            .formatted(base, m.physStart().orElse(0))));
            lines.add("chunks    " + m.chunks().size());
            for (MckdumpChunk chunk : m.chunks()) {
                lines.add("          0x%012x  %12d bytes".formatted(chunk.address(), chunk.size()));
            }
        }
        return lines.stream().flatMap(l -> LineWrapper.line(l, INDENT).stream()).toList();
    }

    /** The facts as one line of JSON. */
    public String json() {
        return data().toString();
    }

    /** The facts as JSON: addresses are hex strings, unknown fields are omitted. */
    public JsonObject data() {
        JsonObject json = new JsonObject();
        json.addProperty("file", file.toString());
        json.addProperty("format", dump.format());
        dump.architecture().ifPresent(a -> json.addProperty("architecture", a.name()));
        dump.release().ifPresent(r -> json.addProperty("linuxRelease", r));
        json.addProperty("complete", complete());
        JsonObject held = new JsonObject();
        bytes.forEach((presence, count) -> held.addProperty(presence.label(), count));
        json.add("bytes", held);
        json.add("warnings", JsonRenderer.words(dump.warnings()));
        mckdump.ifPresent(m -> {
            JsonArray chunks = new JsonArray();
            for (MckdumpChunk chunk : m.chunks()) {
                JsonObject each = new JsonObject();
                each.addProperty("start", JsonRenderer.address(chunk.address()));
                each.addProperty("length", JsonRenderer.address(chunk.size()));
                chunks.add(each);
            }
            json.add("chunks", chunks);
        });
        return json;
    }
}
