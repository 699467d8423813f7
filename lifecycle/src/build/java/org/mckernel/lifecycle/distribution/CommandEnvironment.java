package org.mckernel.lifecycle.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a manual page says about files, environment variables and related pages; {@code --help} has none of it.
 *
 * @param files files that it reads or writes without an argument
 * @param environment variables that it looks at
 * @param seeAlso names of other pages
 */
record CommandEnvironment(List<Item> files, List<Item> environment, List<String> seeAlso) {
    private static final Set<String> WITHOUT_NODE = Set.of("mck-info", "mck-demo");
    private static final Item JAVA_HOME = new Item(
            "JAVA_HOME",
            "The Java to use, if it is 25 or newer. Else the first such Java in /usr/lib/jvm or PATH. An"
                    + " installation with a bundled Java runtime (directory runtime) uses that.");
    private static final Item CACHE_HOME = new Item(
            "XDG_CACHE_HOME",
            "Where the start cache goes when the installation is not writable: in its directory mck. Default:"
                    + " ~/.cache.");
    private static final Item SCRATCH =
            new Item("TMPDIR", "Where a compressed dump is decompressed to. Default: /var/tmp.");

    /**
     * A file or variable.
     *
     * @param name its name
     * @param meaning what it is for
     */
    record Item(String name, String meaning) {}

    /** The surroundings of the command whose page has that name. */
    static CommandEnvironment of(String page) {
        return switch (page) {
            case "vmcore2mckdump" ->
                new CommandEnvironment(
                        List.of(
                                new Item(
                                        "mckernel.img",
                                        "McKernel's image, if it is next to the vmcore or in the current directory "
                                                + "and matches."),
                                new Item(
                                        "OUT.partial",
                                        "The output while it is written. It is renamed to OUT when it is complete, "
                                                + "and removed on failure.")),
                        List.of(
                                new Item(
                                        "TMPDIR",
                                        "Where compressed input is decompressed to with --dry-run; else next to "
                                                + "OUT. Default: /var/tmp."),
                                JAVA_HOME,
                                CACHE_HOME),
                        List.of("eclair", "mck", "makedumpfile", "xz"));
            case "eclair" ->
                new CommandEnvironment(
                        List.of(
                                new Item("mcdump", "The dump, without -d."),
                                new Item(
                                        "mckernel.img",
                                        "The image, without -k: next to the dump or in the current directory."),
                                new Item("~/.local/state/eclair/history", "The command history.")),
                        List.of(
                                new Item("PAGER", "The program that long output goes through."),
                                SCRATCH,
                                new Item("XDG_STATE_HOME", "Where the history goes, instead of ~/.local/state."),
                                JAVA_HOME,
                                CACHE_HOME),
                        List.of("vmcore2mckdump", "mck", "gdb", "crash"));
            default ->
                new CommandEnvironment(
                        WITHOUT_NODE.contains(page)
                                ? List.of()
                                : List.of(
                                        new Item(
                                                "/etc/mck/mck.conf",
                                                "Where McKernel is installed on this node; the sample in the archive "
                                                        + "explains it."),
                                        new Item(
                                                "/run/mck",
                                                "The journal and the boot record of a node with IHK; recover reads"
                                                        + " the journal."),
                                        new Item("~/.local/state/mck", "The state of the simulated node.")),
                        List.of(
                                new Item("XDG_STATE_HOME", "Where the simulated node goes, instead of ~/.local/state."),
                                JAVA_HOME,
                                CACHE_HOME),
                        related(page));
        };
    }

    /** The page on a command of mck: two of them are programs of their own. */
    static String pageOf(String command) {
        return switch (command) {
            case "mck-vmcore2mckdump" -> "vmcore2mckdump";
            case "mck-eclair" -> "eclair";
            default -> command;
        };
    }

    private static List<String> related(String page) {
        List<String> related = new ArrayList<>(
                switch (page) {
                    case "mck" -> List.of("mck-boot", "mck-shutdown", "mck-info");
                    case "mck-boot" -> List.of("mck", "mck-shutdown", "mck-recover", "mck-status");
                    case "mck-shutdown", "mck-recover" -> List.of("mck", "mck-boot", "mck-status");
                    default -> List.of("mck");
                });
        related.addAll(List.of("vmcore2mckdump", "eclair"));
        return related;
    }
}
