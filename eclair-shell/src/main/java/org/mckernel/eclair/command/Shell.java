package org.mckernel.eclair.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** What commands run in: the session, the commands there are, and what the shell keeps. */
public interface Shell {
    /** The dump, and what is selected in it. */
    Session session();

    /** The commands there are. */
    Registry registry();

    /** Names that were given to command lines. */
    Aliases aliases();

    /** The lines so far, the oldest first. */
    List<String> history();

    /** How results are shown. */
    OutputMode outputMode();

    /** Sets how results are shown. */
    void outputMode(OutputMode mode);

    /**
     * Runs a command that another one contains; it is refused as it would be on a line of its own.
     *
     * @throws CommandException when it is refused, or cannot be done
     */
    Result run(Call call) throws CommandException, IOException;

    /**
     * Runs the lines of a file and shows their results.
     *
     * @return how many lines were run
     * @throws CommandException when files of commands are nested too deep
     */
    int runFile(Path file) throws CommandException, IOException;

    /**
     * Runs a shell command on this terminal.
     *
     * @return its exit code
     */
    int runProgram(String command) throws IOException;

    /** Ends the shell after this command. */
    void quit();
}
