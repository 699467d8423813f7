package org.mckernel.lifecycle.distribution;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion scripts for bash. */
final class Completion {
    private static final Pattern WORDS = Pattern.compile("[a-z0-9-]+(\\|[a-z0-9-]+)+");

    private Completion() {}

    /** The script of a program: its commands, options, and the words that options take. */
    static String bash(String program, CommandLine line) {
        offerWords(line);
        return AutoComplete.bash(program, line);
    }

    /** An option shown as {@code --node=ihk|sim} takes just these words: sets them as completion candidates. */
    private static void offerWords(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            if (option.group() == null && WORDS.matcher(option.paramLabel()).matches()) {
                spec.remove(option);
                spec.addOption(option.toBuilder()
                        .completionCandidates(Arrays.asList(option.paramLabel().split("\\|", -1)))
                        .build());
            }
        }
        line.getSubcommands().values().forEach(Completion::offerWords);
    }
}
