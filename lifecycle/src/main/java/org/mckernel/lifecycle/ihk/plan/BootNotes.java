package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.IkcMap;

/** What a person should know before a boot, beside its steps. */
public final class BootNotes {
    /** What begins a note about something that can only happen if the boot fails. */
    public static final String RISK = "risk: ";
    /** What an instance that is there, and was not booted, is to its destroyer. */
    static final String NEVER_BOOTED = RISK
            + "OS instance 0 was never booted; x86 drivers since February 2020 may follow a"
            + " null pointer in Linux when it is destroyed";

    private static final String SELINUX = "/sys/fs/selinux/enforce";

    private BootNotes() {}

    static void add(List<String> notes, Host host, String smp, BootRequest request, boolean wholeDevice)
            throws IOException {
        if (Installation.hazardous(smp)) {
            notes.add(RISK + "x86 drivers since February 2020 may follow a null pointer in Linux when an instance that"
                    + " was never booted is destroyed; a failure between create-os and boot would undo by that");
        }
        if (Files.isReadable(host.path(SELINUX)) && host.read(SELINUX).equals("1")) {
            notes.add("SELinux is enforcing, and McKernel is known not to work under it; setenforce 0");
        }
        if (!request.arguments().leavesOut()) {
            // Unless made with ENABLE_PANIC_NOTIFIER_WORKAROUND off, which a module does not tell.
            notes.add("current builds of IHK leave McKernel out of Linux's dumps at any level");
        }
        if (wholeDevice) {
            notes.add("whoever owns /dev/mcd0 can take CPUs and memory from Linux: IHK asks for no privilege there");
        }
    }

    /** A map by source, however it was written. */
    static Map<Integer, Integer> destinations(IkcMap map) {
        Map<Integer, Integer> destinations = new TreeMap<>();
        map.routes().forEach(r -> r.sources().forEach(s -> destinations.put(s, r.destination())));
        return destinations;
    }
}
