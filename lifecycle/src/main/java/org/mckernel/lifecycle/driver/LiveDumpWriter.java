package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mckernel.converter.plan.ConversionPlan;
import org.mckernel.converter.plan.HoleList;
import org.mckernel.converter.write.DumpDescription;
import org.mckernel.converter.write.HeaderForm;
import org.mckernel.converter.write.MckdumpWriter;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.device.MachinePage;
import org.mckernel.dump.device.MemoryAreas;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.locate.McKernelLocation;
import org.mckernel.dump.result.Version;

/** Stops a running kernel, writes its memory as an mckdump, and resumes it. */
final class LiveDumpWriter {
    private static final String TOOL = Version.of("mck");
    private static final int JOBS = 2;

    private final Devices devices;
    private final Path instance;

    LiveDumpWriter(Devices devices, Path instance) {
        this.devices = devices;
        this.instance = instance;
    }

    /**
     * Writes into an existing empty file.
     *
     * @param level 0 or 24
     * @param interactive whether memory is only announced
     */
    void write(int level, boolean interactive, Path file) throws IOException {
        try (LiveDump dump =
                LiveDump.open(devices.open(instance, false), () -> devices.dump(instance), MachinePage.size())) {
            if (!dump.canResume()) {
                throw new IOException(
                        instance + ": this driver (before February 2020) cannot resume McKernel after a dump; "
                                + "ihkosctl dump works, and leaves it halted");
            }
            dump.stop(level);
            ChunkList chunks = chunks(dump.areas());
            DumpDescription description = new DumpDescription(
                    TOOL, List.of(instance), dump, location(dump, chunks), Optional.empty(), Optional.of((long) level));
            if (interactive) {
                MckdumpWriter.announceInto(file, chunks, description);
            } else {
                MckdumpWriter.Result result = MckdumpWriter.writeInto(
                        file,
                        ConversionPlan.of(dump.memory(), chunks),
                        description,
                        new MckdumpWriter.Options(false, JOBS, false, HeaderForm.ECLAIR),
                        _ -> {});
                if (result.holes().count() > 0) {
                    throw new IOException("%s: %d bytes of McKernel's memory could not be read"
                            .formatted(instance, result.holes().totalBytes()));
                }
            }
        } catch (HoleList.TooManyHolesException e) {
            throw new IOException(instance + ": " + e.getMessage(), e);
        }
    }

    private static ChunkList chunks(MemoryAreas areas) {
        ChunkList.Builder chunks = new ChunkList.Builder();
        for (int i = 0; i < areas.count(); i++) {
            chunks.add(areas.address(i), areas.size(i));
        }
        return chunks.build();
    }

    private McKernelLocation location(LiveDump dump, ChunkList chunks) throws IOException {
        return new McKernelLocation(
                "device",
                dump.architecture().orElseThrow(() -> new IOException("McKernel does not support this processor")),
                dump.areas().kernelBase(),
                dump.areas().physStart(),
                Optional.empty(),
                Optional.of(chunks),
                Optional.empty(),
                List.of("reported by " + instance));
    }
}
