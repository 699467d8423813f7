package org.mckernel.converter.write;

import com.google.gson.stream.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mckernel.converter.plan.HoleList;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.locate.McKernelLocation;

/**
 * Facts that have no place in an mckdump's original sections: the {@code mckinfo} section's JSON.
 *
 * @param tool name and version of the program
 * @param sources files of the vmcore
 * @param dump the opened vmcore
 * @param location where McKernel was found
 * @param imageBuildId build id of the image that matched, in hexadecimal
 * @param dumpLevel 0 or 24, or the kernel's own value; empty when unknown
 */
public record DumpDescription(
        String tool,
        List<Path> sources,
        Dump dump,
        McKernelLocation location,
        Optional<String> imageBuildId,
        Optional<Long> dumpLevel) {
    /** Version of the JSON's structure; increases when a field changes its meaning, not when one is added. */
    private static final int VERSION = 1;

    /** The level in the kernel's own records. */
    public static Optional<Long> levelOf(McKernelLocation location) {
        return location.bootParam().map(BootParam::dumpLevel);
    }

    byte[] toJson(ChunkList chunks, HoleList holes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonWriter json = new JsonWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
            json.beginObject();
            json.name("version").value(VERSION);
            json.name("tool").value(tool);
            json.name("sources").beginArray();
            for (Path source : sources) {
                json.value(source.getFileName().toString());
            }
            json.endArray();
            json.name("sourceFormat").value(dump.format());
            optional(json, "linuxRelease", dump.release());
            json.name("strategy").value(location.strategy());
            json.name("evidence").beginArray();
            for (String line : location.evidence()) {
                json.value(line);
            }
            json.endArray();
            json.name("architecture").value(location.architecture().name());
            json.name("pageSize").value(dump.memory().pageSize());
            optional(json, "imageBuildId", imageBuildId);
            if (dumpLevel.isPresent()) {
                json.name("dumpLevel").value(dumpLevel.get());
            }
            if (location.pageSet().isPresent()) {
                json.name("completed").value(location.pageSet().get().completed());
            }
            json.name("kernelBase").value(hex(location.kernelBase()));
            json.name("physStart").value(hex(location.physStart()));
            json.name("announcedBytes").value(chunks.totalBytes());
            json.name("presentBytes").value(chunks.totalBytes() - holes.totalBytes());
            json.name("holes").beginArray();
            for (int i = 0; i < holes.count(); i++) {
                json.beginObject();
                json.name("start").value(hex(holes.start(i)));
                json.name("length").value(hex(holes.length(i)));
                json.name("presence").value(holes.reason(i).label());
                json.endObject();
            }
            json.endArray();
            json.endObject();
        }
        return bytes.toByteArray();
    }

    private static void optional(JsonWriter json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.name(name).value(value.get());
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
