package org.mckernel.eclair.command;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Commands of gdb and crash that users may type here and that are not supported: why, and what to do instead. */
final class UnsupportedCommands {
    static final String RUNNING = "a dump does not run; bt, info threads, x and print show its contents";
    private static final String LINUX = "is about Linux; crash shows it, given the vmcore and a vmlinux";
    private static final String LATER = "is not supported yet";
    private static final String WRITING = "a dump is only read";
    private static final Map<String, String> REASONS = new TreeMap<>();

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

    private static void all(String reason, String... names) {
        for (String name : names) {
            REASONS.put(name, reason);
        }
    }

    private UnsupportedCommands() {}

    static Optional<String> reason(String name) {
        return Optional.ofNullable(REASONS.get(name)).map(reason -> "%s: %s".formatted(name, reason));
    }
}
