package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.DeviceFile;
import org.mckernel.dump.device.DumpControl;
import org.mckernel.dump.device.HelperDump;
import org.mckernel.dump.device.HelperProcess;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.host.OrphanedProcesses;

/** Access to a device file: from this process, and from a helper process that can be detached. */
interface Devices {
    /** The real ones of a node. */
    static Devices of(Host host) {
        return new Devices() {
            @Override
            public Device open(Path path, boolean write) throws IOException {
                return DeviceFile.open(path, write);
            }

            @Override
            public int block(Path path, boolean write, IhkRequest request, long argument, Duration limit)
                    throws IOException {
                try (HelperProcess helper = HelperProcess.start(path, write, OrphanedProcesses.marks(host))) {
                    return helper.call(request, argument, limit);
                }
            }

            @Override
            public DumpControl dump(Path path) throws IOException {
                return HelperDump.of(path, OrphanedProcesses.marks(host));
            }
        };
    }

    /** Opens one for requests that do not block. */
    Device open(Path path, boolean write) throws IOException;

    /** Makes one request that blocks in the kernel. */
    int block(Path path, boolean write, IhkRequest request, long argument, Duration limit) throws IOException;

    /** What stops a kernel. */
    DumpControl dump(Path path) throws IOException;
}
