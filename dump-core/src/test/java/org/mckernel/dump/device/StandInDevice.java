package org.mckernel.dump.device;

import org.mckernel.testdumps.ihk.StandInIhk;

/** A stand-in driver as a device. */
record StandInDevice(StandInIhk ihk) implements Device {
    @Override
    public String name() {
        return "/dev/mcos0";
    }

    @Override
    public int call(IhkRequest request, long argument) throws DeviceException {
        int answer = ihk.call(request.number(), argument);
        if (answer < 0) {
            throw new DeviceException(name(), request.name(), -answer);
        }
        return answer;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
