package org.mckernel.testdumps.ihk;

import static org.mckernel.testdumps.ihk.CallerMemory.at;
import static org.mckernel.testdumps.ihk.CallerMemory.number;
import static org.mckernel.testdumps.ihk.CallerMemory.request;
import static org.mckernel.testdumps.ihk.CallerMemory.string;
import static org.mckernel.testdumps.ihk.CallerMemory.word;
import static org.mckernel.testdumps.ihk.CallerMemory.write;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * IHK's driver as {@code ioctl} shows it: a device that lends CPUs and memory, and one instance. An answer below 0 is
 * Linux's error number. Every request is kept as a line, for a test to look at.
 */
public final class StandInIhk {
    private static final int EPERM = 1;
    private static final int EIO = 5;
    private static final int EBUSY = 16;
    private static final int EINVAL = 22;

    /** What a driver does and does not know. */
    public enum Kind {
        /** Text, no build id. */
        TEXT_OLDEST,
        /** Text and build id. */
        TEXT,
        /** Arrays, 16 bytes before the areas, no way to go on. */
        ARRAYS,
        /** Arrays, 24 bytes, up to 512 routes. */
        NEWEST
    }

    private final Kind kind;
    private final List<String> requests = new ArrayList<>();
    private final List<Integer> cpus = new ArrayList<>();
    private final List<Integer> assigned = new ArrayList<>();
    private final List<long[]> memory = new ArrayList<>();
    private final List<long[]> assignedMemory = new ArrayList<>();
    private final Map<Integer, Integer> routes = new TreeMap<>();
    private final TreeMap<Long, byte[]> areas = new TreeMap<>();
    private final TreeMap<Long, byte[]> unreadable = new TreeMap<>();
    private String log = "[  0]: up\n";
    private String arguments = "";
    private String image = "";
    private int status;
    private long kernelBase;
    private long physStart;
    private boolean created;
    private boolean stopped;
    private boolean busy;
    private int level = 24;

    public StandInIhk(Kind kind) {
        this.kind = kind;
    }

    /** Memory of the kernel. */
    public StandInIhk area(long address, byte[] content) {
        areas.put(address, content);
        return this;
    }

    /** Memory that is announced, and refused when it is read. */
    public StandInIhk broken(long address, int size) {
        unreadable.put(address, new byte[size]);
        return this;
    }

    /** Where the image is. */
    public StandInIhk kernelAt(long base, long start) {
        kernelBase = base;
        physStart = start;
        return this;
    }

    /** The state's number, as this driver numbers it; 0 is not booted. */
    public StandInIhk status(int number) {
        status = number;
        return this;
    }

    /** The log's text. */
    public StandInIhk log(String text) {
        log = text;
        return this;
    }

    /** Whether a program has the instance open. */
    public StandInIhk busy(boolean open) {
        busy = open;
        return this;
    }

    /** Requests so far, a line each. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Whether the kernel is stopped. */
    public boolean stopped() {
        return stopped;
    }

    /** What was set and loaded. */
    public String booted() {
        return image + " " + arguments;
    }

    /** The level that a dump of Linux would use. */
    public int level() {
        return level;
    }

    /** One request; {@code argument} as the C library would pass it. */
    public int call(int request, long argument) {
        return switch (request) {
            case 0x112900 -> {
                note("create");
                created = true;
                yield 0;
            }
            case 0x112901 -> destroy(argument);
            case 0x112902, 0x112903 -> takeCpus(request, argument);
            case 0x112904, 0x112905 -> takeMemory(request, argument);
            case 0x112906 -> tellCpus(argument, cpus);
            case 0x112907 -> tellMemory(argument, memory);
            case 0x11290b -> kind == Kind.TEXT_OLDEST ? -EINVAL : write(argument, "1.7.0-gabcdef\0");
            case 0x11290c -> kind.compareTo(Kind.ARRAYS) < 0 ? -EINVAL : cpus.size();
            default -> instance(request, argument);
        };
    }

    private int destroy(long index) {
        note("destroy " + index);
        if (!created || index != 0) {
            return -EINVAL;
        }
        created = busy;
        return busy ? -EBUSY : 0;
    }

    private int instance(int request, long argument) {
        switch (request) {
            case 0x112a00 -> image = string(argument, 256);
            case 0x112a01 -> {
                note("boot");
                status = kind == Kind.NEWEST ? 5 : kind == Kind.TEXT_OLDEST ? 3 : 4;
            }
            case 0x112a02 -> {
                note("shutdown");
                status = 0;
            }
            case 0x112a04 -> arguments = string(argument, 1023);
            case 0x112a06 -> {
                return dump(argument);
            }
            case 0x112a03, 0x112a14 -> {
                return status;
            }
            case 0x112a20 -> {
                note("log");
                return status == 0 ? -EINVAL : write(argument, log + "\0") == 0 ? log.length() : -EIO;
            }
            case 0x112a21 -> log = "";
            case 0x112a22 -> {
                return takeCpus(request, argument);
            }
            case 0x112a24 -> {
                return takeMemory(request, argument);
            }
            case 0x112a26 -> {
                return tellCpus(argument, assigned);
            }
            case 0x112a27 -> {
                return tellMemory(argument, assignedMemory);
            }
            case 0x112a28 -> {
                return setRoutes(argument);
            }
            case 0x112a29 -> {
                return tellRoutes(argument);
            }
            case 0x112a30 -> note("freeze");
            case 0x112a31 -> note("thaw");
            case 0x112a38 -> {
                return assigned.size();
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    private int takeCpus(int request, long argument) {
        List<Integer> asked = new ArrayList<>();
        if (text()) {
            for (String item : request(argument).split(",", -1)) {
                String[] ends = item.split("-", -1);
                for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
                    asked.add(cpu);
                }
            }
        } else {
            long list = word(argument, 0);
            for (int i = 0; i < number(argument, 8); i++) {
                asked.add(number(list, 4L * i));
            }
        }
        note("%x cpus %s".formatted(request, asked));
        if (request == 0x112902 && asked.contains(0)) {
            return -EPERM;
        }
        if (request != 0x112902 && !cpus.containsAll(asked)) {
            return -EINVAL;
        }
        List<Integer> target = request == 0x112902 ? cpus : assigned;
        cpus.removeAll(asked);
        if (request != 0x112903) {
            target.addAll(asked);
        }
        return 0;
    }

    private int takeMemory(int request, long argument) {
        List<long[]> asked = new ArrayList<>();
        String rest = "";
        if (text()) {
            for (String item : request(argument).split(",", -1)) {
                String[] parts = item.split("@", -1);
                asked.add(
                        new long[] {parts[0].equals("all") ? -1 : Long.parseLong(parts[0]), Long.parseLong(parts[1])});
            }
        } else {
            for (int i = 0; i < number(argument, 16); i++) {
                asked.add(new long[] {word(word(argument, 0), 8L * i), number(word(argument, 8), 4L * i)});
            }
            rest = " least %d ratio %d seconds %d"
                    .formatted(number(argument, 20), number(argument, 24), number(argument, 28));
        }
        StringBuilder words = new StringBuilder();
        asked.forEach(a -> words.append(' ').append(a[0]).append('@').append(a[1]));
        note("%x memory%s%s".formatted(request, words, rest));
        if (request == 0x112904) {
            memory.addAll(asked);
            return 0;
        }
        for (long[] each : asked) {
            if (!memory.removeIf(m -> m[0] == each[0] && m[1] == each[1])) {
                return -EINVAL;
            }
            if (request == 0x112a24) {
                assignedMemory.add(each);
            }
        }
        return 0;
    }

    private int tellCpus(long argument, List<Integer> list) {
        if (text()) {
            StringBuilder words = new StringBuilder();
            list.forEach(c -> words.append(words.isEmpty() ? "" : ",").append(c));
            return write(argument, words + "\0");
        }
        if (number(argument, 8) != list.size()) {
            return -EINVAL;
        }
        for (int i = 0; i < list.size(); i++) {
            at(word(argument, 0), 4L * i + 4).set(ValueLayout.JAVA_INT, 4L * i, list.get(i));
        }
        return 0;
    }

    private int tellMemory(long argument, List<long[]> list) {
        if (text()) {
            StringBuilder words = new StringBuilder();
            list.forEach(c -> words.append(words.isEmpty() ? "" : ",")
                    .append(c[0])
                    .append('@')
                    .append(c[1]));
            return write(argument, words + "\0");
        }
        if (number(argument, 16) == 0) {
            at(argument, 32).set(ValueLayout.JAVA_INT, 16, list.size());
            return 0;
        }
        for (int i = 0; i < list.size(); i++) {
            at(word(argument, 0), 8L * i + 8).set(ValueLayout.JAVA_LONG, 8L * i, list.get(i)[0]);
            at(word(argument, 8), 4L * i + 4).set(ValueLayout.JAVA_INT, 4L * i, (int) list.get(i)[1]);
        }
        return 0;
    }

    private int setRoutes(long argument) {
        if (text()) {
            note("routes " + request(argument));
            return 0;
        }
        for (int i = 0; i < number(argument, 16); i++) {
            routes.put(number(word(argument, 0), 4L * i), number(word(argument, 8), 4L * i));
        }
        note("routes " + routes);
        return 0;
    }

    private int tellRoutes(long argument) {
        int count = number(argument, 16);
        if (kind == Kind.NEWEST && count > 512) {
            return -EINVAL;
        }
        for (int i = 0; i < assigned.size() && i < count; i++) {
            at(word(argument, 0), 4L * i + 4).set(ValueLayout.JAVA_INT, 4L * i, assigned.get(i));
            at(word(argument, 8), 4L * i + 4)
                    .set(ValueLayout.JAVA_INT, 4L * i, routes.getOrDefault(assigned.get(i), 0));
        }
        return 0;
    }

    private int dump(long argument) {
        int command = number(argument, 0);
        if (command != 3) {
            note("dump " + command + (command == 6 ? " level " + number(argument, 4) : ""));
        }
        int head = kind == Kind.NEWEST ? 24 : 16;
        TreeMap<Long, byte[]> reported = new TreeMap<>(areas);
        reported.putAll(unreadable);
        switch (command) {
            case 1 -> stopped = true;
            case 3 -> {
                return read(word(argument, 8), word(argument, 16), word(argument, 24));
            }
            case 6 -> level = number(argument, 4);
            case 7 -> at(argument, 64).set(ValueLayout.JAVA_LONG, 16, head + 16L * reported.size());
            case 8 -> {
                MemorySegment answer = at(word(argument, 24), word(argument, 16));
                answer.set(ValueLayout.JAVA_INT, 0, reported.size());
                answer.set(ValueLayout.JAVA_LONG, 8, kernelBase);
                if (kind == Kind.NEWEST) {
                    answer.set(ValueLayout.JAVA_LONG, 16, physStart);
                }
                long place = head;
                for (Map.Entry<Long, byte[]> area : reported.entrySet()) {
                    answer.set(ValueLayout.JAVA_LONG, place, area.getKey());
                    answer.set(ValueLayout.JAVA_LONG, place + 8, area.getValue().length);
                    place += 16;
                }
            }
            case 10 -> {
                if (kind != Kind.NEWEST) {
                    return -EINVAL;
                }
                stopped = false;
            }
            default -> {
                return -EINVAL;
            }
        }
        return 0;
    }

    private int read(long start, long size, long target) {
        Map.Entry<Long, byte[]> area = areas.floorEntry(start);
        if (area == null || start + size > area.getKey() + area.getValue().length) {
            return -14;
        }
        MemorySegment.copy(
                area.getValue(), (int) (start - area.getKey()), at(target, size), ValueLayout.JAVA_BYTE, 0, (int) size);
        return 0;
    }

    private boolean text() {
        return kind.compareTo(Kind.ARRAYS) < 0;
    }

    private void note(String line) {
        requests.add(line);
    }
}
