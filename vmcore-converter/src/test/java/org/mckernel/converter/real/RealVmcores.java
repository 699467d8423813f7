package org.mckernel.converter.real;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory of real vmcores: {@code NAME.expected.json}, {@code NAME.*.vmcore} and {@code NAME/NAME.*.vmcore}. */
final class RealVmcores {
    /** The expected content of a conversion. */
    record Truth(String name, long kernel_base, List<Chunk> chunks) {}

    record Chunk(long addr, long size, String sha256) {}

    /** The guest's own output. */
    record Guest(long page_offset, Variable dump_page_set_addr, Variable dump_bootstrap_mem_start) {}

    record Variable(long at, long value) {}

    /** One dump (several files: a split set) and its truth. */
    record Case(List<Path> files, Path truth) {
        /** makedumpfile excluded pages, so holes are expected. */
        boolean filtered() {
            return files.getFirst().toString().matches(".*-d(24|31).*");
        }

        String label() {
            return files.getFirst().getFileName().toString();
        }
    }

    private final Path directory;

    RealVmcores(Path directory) {
        this.directory = directory;
    }

    /** The directory named by the property {@code mck.vmcores}, else by MCK_VMCORES; none if neither is set. */
    static Optional<RealVmcores> named() {
        String named = System.getProperty("mck.vmcores", System.getenv("MCK_VMCORES"));
        return named == null || named.isEmpty() ? Optional.empty() : Optional.of(new RealVmcores(Path.of(named)));
    }

    /** All dumps in the directory. */
    List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Path truth : list(directory, ".expected.json")) {
            String name = name(truth);
            List<Path> dumps = new ArrayList<>(list(directory, ".vmcore"));
            if (Files.isDirectory(directory.resolve(name))) {
                dumps.addAll(list(directory.resolve(name), ".vmcore"));
            }
            for (Path dump : dumps) {
                String file = dump.getFileName().toString();
                if (file.startsWith(name + ".") && !file.contains("-split.2.")) {
                    Path second = dump.resolveSibling(file.replace("-split.1.", "-split.2."));
                    cases.add(new Case(second.equals(dump) ? List.of(dump) : List.of(second, dump), truth));
                }
            }
        }
        return cases;
    }

    static String name(Path truth) {
        return truth.getFileName().toString().replace(".expected.json", "");
    }

    static Truth truth(Path file) throws IOException {
        return new Gson().fromJson(Files.readString(file), Truth.class);
    }

    /** Addresses are unsigned 64-bit numbers, which are decimal in the JSON. */
    static Guest guest(Path truth) throws IOException {
        Path file = truth.resolveSibling(name(truth) + ".guest.json");
        String text = Files.readString(file);
        return new Guest(
                number(text, "\"page_offset\": "),
                variable(text, "dump_page_set_addr"),
                variable(text, "dump_bootstrap_mem_start"));
    }

    private static Variable variable(String text, String name) {
        String object = text.substring(text.lastIndexOf("\"" + name + "\": {"));
        return new Variable(number(object, "\"at\": "), number(object, "\"value\": "));
    }

    private static long number(String text, String key) {
        int start = text.indexOf(key) + key.length();
        int end = start;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Long.parseUnsignedLong(text.substring(start, end));
    }

    private static List<Path> list(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        }
    }
}
