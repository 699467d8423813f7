package org.mckernel.eclair.command;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Commands that users of gdb and crash may type here and that cannot be: why, and what to do instead. */
final class Elsewhere {
    static final String RUNNING = "a dump does not run; bt, info threads, x and print show what it holds";
    private static final String LINUX = "is about Linux; crash shows it, given the vmcore and a vmlinux";
    private static final String LATER = "is not there yet in this version";
    private static final String WRITING = "a dump is only read";
    private static final Map<String, String> WHY = new TreeMap<>();

    static {
        all(
                RUNNING, "run", "start", "step", "next", "stepi", "nexti", "finish", "until", "advance", "break",
                "tbreak", "hbreak", "watch", "rwatch", "delete", "attach", "detach", "target", "jump", "signal",
                "kill");
        all(
                LINUX, "net", "dev", "mount", "files", "irq", "timer", "mod", "swap", "ipcs", "sig", "fuser", "waitq",
                "bpf");
        all(LATER, "report");
        all(WRITING, "wr", "restore", "load");
        all("is called print here, with p/x, p/d, p/t for the base", "eval");
    }

    private static void all(String why, String... names) {
        for (String name : names) {
            WHY.put(name, why);
        }
    }

    private Elsewhere() {}

    static Optional<String> why(String name) {
        return Optional.ofNullable(WHY.get(name)).map(why -> "%s: %s".formatted(name, why));
    }
}
