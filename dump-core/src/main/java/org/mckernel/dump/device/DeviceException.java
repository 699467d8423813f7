package org.mckernel.dump.device;

import java.io.IOException;
import java.util.Map;

/** Linux or IHK's driver refuses a request. */
public final class DeviceException extends IOException {
    /** There is no such file, or instance. */
    public static final int ENOENT = 2;
    /** It is open elsewhere, or the kernel is in a state that forbids this. */
    public static final int EBUSY = 16;
    /** Not valid, or not known to this driver. */
    public static final int EINVAL = 22;

    private static final long serialVersionUID = 1L;
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "not permitted (EPERM)"),
            Map.entry(ENOENT, "no such file (ENOENT)"),
            Map.entry(4, "interrupted (EINTR)"),
            Map.entry(5, "input/output error (EIO)"),
            Map.entry(6, "no such device (ENXIO)"),
            Map.entry(11, "try again (EAGAIN)"),
            Map.entry(12, "out of memory (ENOMEM)"),
            Map.entry(13, "permission denied (EACCES)"),
            Map.entry(14, "bad address (EFAULT)"),
            Map.entry(EBUSY, "in use (EBUSY)"),
            Map.entry(19, "no such device (ENODEV)"),
            Map.entry(EINVAL, "invalid (EINVAL)"),
            Map.entry(25, "not supported by this device (ENOTTY)"),
            Map.entry(38, "not implemented (ENOSYS)"));

    private final int errno;

    /**
     * @param device its name
     * @param what the request, or what else was tried
     * @param errno Linux's number of the reason
     */
    public DeviceException(String device, String what, int errno) {
        super("%s: %s: %s".formatted(device, what, NAMES.getOrDefault(errno, "error " + errno)));
        this.errno = errno;
    }

    /** Linux's number of the reason. */
    public int errno() {
        return errno;
    }
}
