package org.mckernel.dump.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/**
 * The requests of a dump, made by a helper process: whatever happens to this program, that process resumes the kernel;
 * and if a CPU of the kernel never answers, the process can be detached.
 */
public final class HelperDump implements DumpControl {
    private static final Duration SHORT = Duration.ofSeconds(20);
    /** A stopped CPU marks the pages of all memory before it answers. */
    private static final Duration STOPPED = Duration.ofSeconds(60);

    private final HelperProcess helper;
    private final String device;
    private final Duration patience;

    HelperDump(String device, HelperProcess helper, Duration patience) {
        this.device = device;
        this.helper = helper;
        this.patience = patience;
    }

    /**
     * For an instance's device file.
     *
     * @param marks as {@link HelperProcess#start} takes them
     */
    public static HelperDump of(Path device, Map<String, String> marks) throws IOException {
        return new HelperDump(device.toString(), HelperProcess.start(device, false, marks), STOPPED);
    }

    @Override
    public boolean canResume() throws IOException {
        return helper.ask("can-resume", "DUMP", SHORT).equals("1");
    }

    @Override
    public void stop(int level) throws IOException {
        helper.ask("stop " + level, "DUMP: stop", SHORT);
    }

    @Override
    public MemoryAreas areas() throws IOException {
        try {
            byte[] answer = HexFormat.of().parseHex(helper.ask("areas", "DUMP: wait for all CPUs to stop", patience));
            return MemoryAreas.parse(device, MemorySegment.ofArray(answer));
        } catch (IllegalArgumentException e) {
            throw new IOException(device + ": DUMP: invalid answer of the helper process", e);
        }
    }

    @Override
    public void resume() throws IOException {
        helper.ask("resume", "DUMP: continue", SHORT);
    }

    /** True while requests can be made. */
    boolean usable() {
        return helper.usable();
    }

    @Override
    public void close() {
        helper.close();
    }
}
