package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** What this program must be allowed to change a node; half of it would leave half a boot. */
final class Privileges {
    private static final Path SELF = Path.of("/proc/self/status");
    private static final Map<String, Integer> NEEDED = new LinkedHashMap<>();

    static {
        NEEDED.put("CAP_CHOWN", 0);
        NEEDED.put("CAP_KILL", 5);
        NEEDED.put("CAP_SYS_MODULE", 16);
        NEEDED.put("CAP_SYS_ADMIN", 21);
    }

    private Privileges() {}

    /** Refuses unless all are effective; a node in a directory needs none. */
    static void check(Host host) throws IOException, NodeException {
        if (!host.isReal()) {
            return;
        }
        List<String> lines = Files.readAllLines(SELF);
        String[] uids = field(lines, "Uid:").split("\\s+", -1);
        if (uids.length < 2 || !uids[1].equals("0")) {
            throw new NodeException(
                    Errno.EPERM,
                    "needs root: it loads modules and takes CPUs and memory from Linux; sudo mck …, or --dry-run for"
                            + " the plan");
        }
        long effective = Long.parseUnsignedLong(field(lines, "CapEff:"), 16);
        List<String> missing = new ArrayList<>();
        NEEDED.forEach((name, bit) -> {
            if ((effective >> bit & 1) == 0) {
                missing.add(name);
            }
        });
        if (!missing.isEmpty()) {
            throw new NodeException(
                    Errno.EPERM,
                    "root lacks %s here (in a container?); run it on the node itself"
                            .formatted(String.join(", ", missing)));
        }
    }

    private static String field(List<String> lines, String name) throws IOException {
        return lines.stream()
                .filter(l -> l.startsWith(name))
                .map(l -> l.substring(name.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException(SELF + ": has no line " + name));
    }
}
