package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.MemoryList;
import org.mckernel.lifecycle.request.RequestException;

/**
 * Reads descriptions of machines: one line a NUMA node, {@code node N cpus LIST|none memory SIZE [at ADDRESS]}, node
 * numbers ascending; empty lines and what follows {@code #} are ignored. Without an address a node's memory begins at
 * the next GiB after the memory of the one before it, node 0's at 0.
 */
final class MachineDescription {
    private static final int MAX_NODES = 1024;
    private static final long LARGEST_FILE = 1 << 20;
    /** 46 bits of physical address, what processors with four-level page tables have. */
    private static final long ADDRESS_LIMIT = 1L << 46;

    private static final long GIB = 1L << 30;

    private final String name;
    private final List<Machine.Numa> nodes = new ArrayList<>();
    private final Set<Integer> cpus = new HashSet<>();
    private int lineNumber;

    private MachineDescription(String name) {
        this.name = name;
    }

    /** Reads {@code file}. */
    static Machine read(Path file) throws IOException {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LARGEST_FILE) {
                throw new FileSystemException(file.toString(), null, "is too long to describe a machine");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new FileSystemException(file.toString(), null, "is not text");
        }
    }

    /** Reads {@code text}; {@code name} is how an error calls it. */
    static Machine parse(String name, String text) throws FileSystemException {
        MachineDescription reader = new MachineDescription(name);
        for (String line : text.lines().toList()) {
            reader.lineNumber++;
            int comment = line.indexOf('#');
            String words = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!words.isEmpty()) {
                reader.node(words.split("\\s+", -1));
            }
        }
        if (reader.cpus.isEmpty()) {
            throw new FileSystemException(name, null, "describes no CPU; a line is: node 0 cpus 0-3 memory 2G");
        }
        return new Machine(reader.nodes);
    }

    private void node(String[] words) throws FileSystemException {
        boolean at = words.length == 8 && words[6].equals("at");
        if (!(words.length == 6 || at)
                || !words[0].equals("node")
                || !words[2].equals("cpus")
                || !words[4].equals("memory")) {
            throw wrong("expected \"node N cpus LIST memory SIZE [at ADDRESS]\"");
        }
        if (nodes.size() == MAX_NODES) {
            throw wrong("more than %d nodes".formatted(MAX_NODES));
        }
        int id = (int) number("node", words[1], MemoryList.MAX_NODE);
        if (!nodes.isEmpty() && id <= nodes.getLast().id()) {
            throw wrong("node %d comes after node %d; give them in ascending order"
                    .formatted(id, nodes.getLast().id()));
        }
        long size = size(words[5]);
        long start = at ? number("address", words[7], ADDRESS_LIMIT) : nodes.isEmpty() ? 0 : nextStart();
        if (size % MemoryList.GRANULE != 0 || start % MemoryList.GRANULE != 0) {
            throw wrong("memory and its address are multiples of 4 MiB");
        }
        if (size > ADDRESS_LIMIT || start > ADDRESS_LIMIT - size) {
            throw wrong("memory ends above 64 TiB");
        }
        for (Machine.Numa other : nodes) {
            if (start < other.end() && other.start() < start + size) {
                throw wrong("memory overlaps that of node %d".formatted(other.id()));
            }
        }
        nodes.add(new Machine.Numa(id, cpus(words[3]), start, size));
    }

    private List<Integer> cpus(String word) throws FileSystemException {
        if (word.equals("none")) {
            return List.of();
        }
        try {
            List<Integer> list =
                    CpuList.parse("cpus", word).cpus().stream().sorted().toList();
            for (int cpu : list) {
                if (!cpus.add(cpu)) {
                    throw wrong("CPU %d is on another node already".formatted(cpu));
                }
            }
            return list;
        } catch (RequestException e) {
            throw wrong(e.getMessage());
        }
    }

    private long size(String word) throws FileSystemException {
        try {
            return MemoryList.parseSize("memory", word);
        } catch (RequestException e) {
            throw wrong(e.getMessage());
        }
    }

    private long nextStart() {
        return Math.ceilDiv(nodes.getLast().end(), GIB) * GIB;
    }

    private long number(String what, String word, long max) throws FileSystemException {
        boolean hex = word.startsWith("0x");
        String digits = hex ? word.substring(2) : word;
        if (!digits.matches(hex ? "[0-9a-fA-F]{1,16}" : "[0-9]{1,20}")) {
            throw wrong("%s: expected a number, found \"%s\"".formatted(what, word));
        }
        BigInteger number = new BigInteger(digits, hex ? 16 : 10);
        if (number.compareTo(BigInteger.valueOf(max)) > 0) {
            throw wrong("%s: expected at most %d, found %s".formatted(what, max, word));
        }
        return number.longValue();
    }

    private FileSystemException wrong(String why) {
        return new FileSystemException(name, null, "line %d: %s".formatted(lineNumber, why));
    }
}
