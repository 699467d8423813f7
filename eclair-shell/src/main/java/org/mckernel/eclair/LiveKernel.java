package org.mckernel.eclair;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.device.MachinePage;
import org.mckernel.eclair.session.OpenedDump;

/** A McKernel that runs on this machine. */
final class LiveKernel {
    /** IHK's driver has no more instances. */
    static final int MOST = 64;

    private final Path device;

    /** @param os its index */
    LiveKernel(int os) {
        this.device = Path.of("/dev/mcos" + os);
    }

    /**
     * Stops it, unless it could not be resumed.
     *
     * @param force stop it even then
     */
    @SuppressWarnings("MustBeClosedChecker") // the opened dump's
    OpenedDump open(Optional<Path> image, boolean force) throws IOException {
        LiveDump live = LiveDump.open(device, MachinePage.size());
        try {
            if (!live.canResume() && !force) {
                throw new IOException(device + ": this driver (before February 2020) cannot resume McKernel once it is "
                        + "stopped; --force stops it permanently");
            }
        } catch (IOException | RuntimeException | Error e) {
            live.close();
            throw e;
        }
        return OpenedDump.live(device, live, image, force);
    }
}
