package org.mckernel.lifecycle.distribution;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mckernel.converter.cli.Vmcore2Mckdump;
import org.mckernel.eclair.Eclair;
import org.mckernel.lifecycle.Mck;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/**
 * Writes what an archive contains besides jars and programs: manual pages, bash completion, the build's name. The build
 * runs it; it is not shipped.
 */
public final class DistributionFiles {
    private DistributionFiles() {}

    /**
     * Writes them.
     *
     * @param args the directory that becomes an installation's, the pages' date and time (ISO 8601), and where the jars
     * are
     */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Path pages = Files.createDirectories(root.resolve("share/man/man1"));
        deletePages(pages);
        for (Map.Entry<String, String> page :
                pages(args[1].substring(0, "2026-11-23".length())).entrySet()) {
            Files.writeString(pages.resolve(page.getKey() + ".1"), page.getValue());
        }
        Path completions = Files.createDirectories(root.resolve("share/bash-completion/completions"));
        for (Map.Entry<String, CommandLine> program : programs().entrySet()) {
            Files.writeString(
                    completions.resolve(program.getKey()), Completion.bash(program.getKey(), program.getValue()));
        }
        List<Path> jars = Arrays.stream(args).skip(2).map(Path::of).toList();
        Files.writeString(
                Files.createDirectories(root.resolve("lib")).resolve("build-id"), ArchiveBuild.of(jars) + "\n");
    }

    /** No page of a command that is no more is left. */
    private static void deletePages(Path directory) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "*.1")) {
            for (Path page : old) {
                Files.delete(page);
            }
        }
    }

    /** The programs by their names. */
    static Map<String, CommandLine> programs() {
        Map<String, CommandLine> programs = new LinkedHashMap<>();
        programs.put("mck", Mck.commandLine());
        programs.put("vmcore2mckdump", Vmcore2Mckdump.commandLine());
        programs.put("eclair", Eclair.commandLine());
        return programs;
    }

    /** The pages by their names: one a program and one a command of mck that is no program itself. */
    static Map<String, String> pages(String date) {
        Map<String, String> pages = new LinkedHashMap<>();
        programs().forEach((program, line) -> {
            pages.put(program, new CommandPage(line, date).text());
            line.getSubcommands().forEach((_, command) -> {
                String page = CommandPage.name(command);
                if (page.equals(CommandEnvironment.pageOf(page)) && !(command.getCommand() instanceof HelpCommand)) {
                    pages.put(page, new CommandPage(command, date).text());
                }
            });
        });
        return pages;
    }
}
