package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.mckernel.lifecycle.host.Host;

/** IHK's files in {@code /dev}. */
final class DeviceNodes {
    /** IHK's driver has no more instances. */
    static final int MOST_INSTANCES = 64;

    private final Host host;

    DeviceNodes(Host host) {
        this.host = host;
    }

    /** IHK itself. */
    Path device() {
        return host.path("/dev/mcd0");
    }

    /** An instance. */
    Path instance(int os) {
        return host.path("/dev/mcos" + os);
    }

    /** Indices of the instances that have a file, ascending. */
    List<Integer> instances() throws IOException {
        TreeSet<Integer> found = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(host.path("/dev"), "mcos*")) {
            for (Path file : files) {
                String number = file.getFileName().toString().substring("mcos".length());
                if (number.matches("0|[1-9][0-9]?") && Integer.parseInt(number) < MOST_INSTANCES) {
                    found.add(Integer.parseInt(number));
                }
            }
        }
        return List.copyOf(found);
    }
}
