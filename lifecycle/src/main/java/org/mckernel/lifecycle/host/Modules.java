package org.mckernel.lifecycle.host;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kernel's modules. */
public final class Modules {
    private static final String LIST = "/proc/modules";
    /** Unloading IHK gives CPUs and memory back to Linux, which takes its time. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /**
     * A loaded module.
     *
     * @param name with underscores, as the kernel writes it
     * @param uses how often it is in use
     * @param users modules that need it
     */
    public record Module(String name, int uses, List<String> users) {
        public Module {
            users = List.copyOf(users);
        }
    }

    private final Host host;

    public Modules(Host host) {
        this.host = host;
    }

    /** All, as the kernel lists them: the last loaded first. Other lines are ignored. */
    public List<Module> all() throws IOException {
        List<Module> modules = new ArrayList<>();
        if (!Files.exists(host.path(LIST))) {
            return modules; // a kernel without modules
        }
        for (String line : host.read(LIST).lines().toList()) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length >= 4 && fields[0].matches("\\w+") && fields[2].matches("-|[0-9]{1,9}")) {
                modules.add(new Module(
                        fields[0],
                        fields[2].equals("-") ? 0 : Integer.parseInt(fields[2]),
                        Arrays.stream(fields[3].split(",", -1))
                                .filter(user -> user.matches("\\w+"))
                                .toList()));
            }
        }
        return modules;
    }

    /** The module of exactly this name, if it is loaded; {@code -} and {@code _} are the same to the kernel. */
    public Optional<Module> find(String name) throws IOException {
        String own = name.replace('-', '_');
        return all().stream().filter(m -> m.name().equals(own)).findFirst();
    }

    /** Whether a module is loaded. */
    public boolean loaded(String name) throws IOException {
        return find(name).isPresent();
    }

    /**
     * Loads a module from a file, on CPU 0: IHK must run there while it takes other CPUs offline.
     *
     * @param file its absolute name on the node
     * @param parameters {@code name=value}
     */
    public void insert(String file, String... parameters) throws IOException {
        List<String> line =
                new ArrayList<>(List.of("-c", "0", host.find("insmod").toString(), file));
        line.addAll(List.of(parameters));
        host.mustRun(LIMIT, "taskset", line);
    }

    /** Unloads a module; fails while it is in use. */
    public void remove(String name) throws IOException {
        host.mustRun(LIMIT, "rmmod", List.of(name));
    }
}
