package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.DeviceException;
import org.mckernel.dump.device.DirectDump;
import org.mckernel.dump.device.DumpControl;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.testdumps.ihk.StandInIhk;

/** A stand-in driver for both device files. */
record StandInDevices(StandInIhk ihk) implements Devices {
    @Override
    public Device open(Path path, boolean write) {
        return new Device() {
            @Override
            public String name() {
                return path.getFileName().toString();
            }

            @Override
            public int call(IhkRequest request, long argument) throws DeviceException {
                // What a device is not asked for, it does not know.
                boolean own = request.name().startsWith("OS_") == name().startsWith("mcos");
                int answer = own ? ihk.call(request.number(), argument) : -DeviceException.EINVAL;
                if (answer < 0) {
                    throw new DeviceException(name(), request.name(), -answer);
                }
                return answer;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    @Override
    public int block(Path path, boolean write, IhkRequest request, long argument, Duration limit) throws IOException {
        try (Device device = open(path, write)) {
            return device.call(request, argument);
        }
    }

    @Override
    public DumpControl dump(Path path) {
        return new DirectDump(open(path, false));
    }
}
