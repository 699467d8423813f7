package org.mckernel.converter.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mckernel.converter.Conversion;
import org.mckernel.converter.plan.ConversionPlan;
import org.mckernel.converter.plan.HoleList;
import org.mckernel.converter.write.MckdumpWriter;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.locate.ImageCheck;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.result.ByteCount;

/** The result of a conversion, as text and as JSON. */
final class ConversionReport {
    private final List<Path> sources;
    private final Dump dump;
    private final Conversion conversion;

    ConversionReport(List<Path> sources, Dump dump, Conversion conversion) {
        this.sources = sources;
        this.dump = dump;
        this.conversion = conversion;
    }

    /** The lines about the plan. */
    void printPlan(PrintStream out) {
        String machine = dump.architecture().map(Architecture::name).orElse("unknown machine");
        String linux = dump.release().map(r -> ", Linux " + r).orElse("");
        String level = dump.filterLevel().map(l -> ", dump level " + l).orElse("");
        line(
                out,
                conversion.location().container().isPresent() ? "mckdump" : "vmcore",
                dump.format() + ", " + machine + linux + level);
        dump.warnings().forEach(warning -> line(out, "", "warning: " + warning));
        line(out, "McKernel", "found by " + conversion.location().strategy());
        conversion.location().evidence().forEach(evidence -> line(out, "", evidence));
        if (!conversion.location().strategy().equals("image")) {
            conversion.imageMatch().ifPresent(match -> line(out, "", "image: " + match.summary()));
        }
        String pages = conversion
                .location()
                .pageSet()
                .map(set -> ", page set at 0x%x%s, %s"
                        .formatted(set.address(), level(), set.completed() ? "completed" : "not completed"))
                .orElse("");
        line(out, "", "kernel base 0x%x%s".formatted(conversion.location().kernelBase(), pages));
        conversion.notes().forEach(note -> line(out, "", note));
        line(out, "memory", memory(conversion.plan().holes()));
    }

    private String level() {
        return conversion
                .location()
                .bootParam()
                .map(BootParam::dumpLevel)
                .map(l -> ", level " + l)
                .orElse("");
    }

    private String memory(HoleList holes) {
        ChunkList chunks = conversion.plan().chunks();
        String missing = Stream.of(Presence.values())
                .filter(p -> holes.bytes(p) > 0)
                .map(p -> ", %s %s".formatted(ByteCount.text(holes.bytes(p)), p.label()))
                .collect(Collectors.joining());
        return "%s %s, %s announced: %s present%s"
                .formatted(
                        ByteCount.grouped(chunks.count()),
                        chunks.count() == 1 ? "chunk" : "chunks",
                        ByteCount.text(chunks.totalBytes()),
                        ByteCount.text(chunks.totalBytes() - holes.totalBytes()),
                        missing);
    }

    /** One line per chunk: address, size, missing bytes. */
    void printChunks(PrintStream out) {
        ChunkList chunks = conversion.plan().chunks();
        out.println("  chunk  physical address            bytes      missing");
        for (int i = 0; i < chunks.count(); i++) {
            out.printf(
                    Locale.ROOT,
                    "%7d  0x%014x %16d %12d%n",
                    i,
                    chunks.address(i),
                    chunks.size(i),
                    ConversionPlan.missing(dump.memory(), chunks.address(i), chunks.size(i)));
        }
    }

    /** The lines about the output. */
    void printResult(PrintStream out, Path target, MckdumpWriter.Result result, double seconds, boolean content) {
        long data = conversion.plan().announcedBytes();
        line(
                out,
                "output",
                "%s: %s, %s of it file holes, in %.2f s (%s/s)"
                        .formatted(
                                target,
                                ByteCount.text(result.fileBytes()),
                                ByteCount.text(Math.max(0, data - result.writtenBytes())),
                                seconds,
                                ByteCount.text((long) (data / Math.max(seconds, 1e-3)))));
        line(out, "", "added sections: " + String.join(", ", result.extraSections()));
        line(out, "", content ? "verified: structure and every byte" : "verified: structure");
        HoleList holes = result.holes();
        if (holes.totalBytes() > 0) {
            line(
                    out,
                    "incomplete",
                    "%s of announced memory in %s %s not in the vmcore"
                            .formatted(
                                    ByteCount.text(holes.totalBytes()),
                                    ByteCount.grouped(holes.count()),
                                    holes.count() == 1 ? "range is" : "ranges are"));
            reasons(holes).forEach(reason -> line(out, "", reason));
            line(out, "", "recorded in section mckinfo; mck info --chunks shows the chunks");
        } else if (conversion.unfinished()) {
            line(out, "incomplete", "McKernel did not finish its page set");
        }
    }

    private static List<String> reasons(HoleList holes) {
        List<String> reasons = new ArrayList<>();
        if (holes.bytes(Presence.FILTERED) > 0) {
            reasons.add("filtered: zero or unwanted, an ELF vmcore does not say which");
        }
        if (holes.bytes(Presence.EXCLUDED) > 0) {
            reasons.add("excluded: by the dump tool");
        }
        if (holes.bytes(Presence.CORRUPT) > 0) {
            reasons.add("corrupt: the stored data does not decode");
        }
        return reasons;
    }

    /**
     * Everything as one JSON object; addresses are hex strings; unknown fields are omitted.
     *
     * @param target the output, or empty for a plan only
     */
    void printJson(PrintStream out, Optional<Path> target, Optional<MckdumpWriter.Result> result, int exitCode)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setIndent("  ");
            HoleList holes = result.map(MckdumpWriter.Result::holes)
                    .orElse(conversion.plan().holes());
            ChunkList chunks = conversion.plan().chunks();
            json.beginObject();
            json.name("version").value(1);
            json.name("sources");
            strings(json, sources.stream().map(Path::toString).toList());
            json.name("format").value(dump.format());
            field(json, "architecture", dump.architecture().map(Architecture::name));
            field(json, "linuxRelease", dump.release());
            json.name("warnings");
            strings(json, dump.warnings());
            json.name("strategy").value(conversion.location().strategy());
            json.name("evidence");
            strings(json, conversion.location().evidence());
            field(json, "image", conversion.imageMatch().map(ImageCheck::summary));
            json.name("kernelBase").value(hex(conversion.location().kernelBase()));
            json.name("physStart").value(hex(conversion.location().physStart()));
            if (conversion.location().pageSet().isPresent()) {
                json.name("pageSet")
                        .value(hex(conversion.location().pageSet().get().address()));
                json.name("completed")
                        .value(conversion.location().pageSet().get().completed());
            }
            json.name("notes");
            strings(json, conversion.notes());
            json.name("chunkCount").value(chunks.count());
            json.name("announcedBytes").value(chunks.totalBytes());
            json.name("presentBytes").value(chunks.totalBytes() - holes.totalBytes());
            json.name("missingBytes").beginObject();
            for (Presence presence : Presence.values()) {
                if (holes.bytes(presence) > 0) {
                    json.name(presence.label()).value(holes.bytes(presence));
                }
            }
            json.endObject();
            json.name("chunks").beginArray();
            for (int i = 0; i < chunks.count(); i++) {
                json.beginObject().name("start").value(hex(chunks.address(i)));
                json.name("length").value(hex(chunks.size(i))).endObject();
            }
            json.endArray();
            field(json, "output", target.map(Path::toString));
            if (result.isPresent()) {
                json.name("outputBytes").value(result.get().fileBytes());
                json.name("writtenBytes").value(result.get().writtenBytes());
            }
            json.name("exitCode").value(exitCode);
            json.endObject();
        }
        out.println(text);
    }

    private static void strings(JsonWriter json, List<String> values) throws IOException {
        json.beginArray();
        for (String value : values) {
            json.value(value);
        }
        json.endArray();
    }

    private static void field(JsonWriter json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.name(name).value(value.get());
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static void line(PrintStream out, String head, String text) {
        out.printf(Locale.ROOT, "%-11s %s%n", head, text);
    }
}
