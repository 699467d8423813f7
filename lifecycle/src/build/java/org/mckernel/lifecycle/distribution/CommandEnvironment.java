package org.mckernel.lifecycle.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a manual page says of a program's surroundings, which {@code --help} leaves out.
 *
 * @param files files that it reads or writes without being told their names
 * @param environment variables that it looks at
 * @param seeAlso names of other pages
 */
record CommandEnvironment(List<Item> files, List<Item> environment, List<String> seeAlso) {
    private static final Set<String> WITHOUT_NODE = Set.of("mck-info", "mck-demo");
    private static final Item JAVA_HOME = new Item(
            "JAVA_HOME",
            "The Java to run with, if it is 25 or newer. Else the first that is, of /usr/lib/jvm and PATH. An"
                    + " installation with a Java of its own (directory runtime) uses that.");
    private static final Item CACHE_HOME = new Item(
            "XDG_CACHE_HOME",
            "Where the start cache goes when the installation cannot be written: in its directory mck. Default:"
                    + " ~/.cache.");
    private static final Item SCRATCH = new Item("TMPDIR", "Where a packed dump is unpacked to. Default: /var/tmp.");

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
                                        "McKernel's image, if it lies beside the vmcore or in the current directory "
                                                + "and matches."),
                                new Item(
                                        "OUT.partial",
                                        "The output while it is written. It is moved to OUT when it is whole, and "
                                                + "is not left behind.")),
                        List.of(
                                new Item(
                                        "TMPDIR",
                                        "Where packed input is unpacked to with --dry-run; else that is beside "
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
                                        "The image, without -k: beside the dump or in the current directory."),
                                new Item("~/.local/state/eclair/history", "The lines that were typed.")),
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
                                                "Where McKernel is installed on this node; the sample that comes with "
                                                        + "the programs explains it."),
                                        new Item(
                                                "/run/mck",
                                                "The journal of what was begun and done on IHK's node; recover reads"
                                                        + " it."),
                                        new Item("~/.local/state/mck", "The simulated node.")),
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
