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

/** What a user should know before a boot, in addition to its steps. */
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
                    + " was never booted is destroyed; undoing a failure between create-os and boot does that");
        }
        if (Files.isReadable(host.path(SELINUX)) && host.read(SELINUX).equals("1")) {
            notes.add("SELinux is enforcing, under which McKernel does not work; setenforce 0");
        }
        if (!request.arguments().excludesPages()) {
            // Unless built with ENABLE_PANIC_NOTIFIER_WORKAROUND off, which a module does not report.
            notes.add("current builds of IHK exclude McKernel from Linux's dumps at any level");
        }
        if (wholeDevice) {
            notes.add("the owner of /dev/mcd0 can take CPUs and memory from Linux: IHK checks no privilege there");
        }
    }

    /** A map by source, however it was written. */
    static Map<Integer, Integer> destinations(IkcMap map) {
        Map<Integer, Integer> destinations = new TreeMap<>();
        map.routes().forEach(r -> r.sources().forEach(s -> destinations.put(s, r.destination())));
        return destinations;
    }
}
