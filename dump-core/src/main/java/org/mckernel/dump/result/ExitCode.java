package org.mckernel.dump.result;

/** Exit codes of the workbench's programs; they are stable. */
public final class ExitCode {
    /** Success, nothing missing. */
    public static final int COMPLETE = 0;
    /** Error. */
    public static final int ERROR = 1;
    /** Invalid command line. */
    public static final int USAGE = 2;
    /** Success, but something was missing from the input. */
    public static final int INCOMPLETE = 3;
    /** Image and dump do not match. */
    public static final int MISMATCH = 4;
    /** The input holds no McKernel memory. */
    public static final int NO_MCKERNEL = 5;

    /** The codes as shown in help texts. */
    public static final String HELP = """
        Exit codes: 0 complete; 1 error; 2 usage; 3 done, but something was missing from the input;
        4 image and dump do not match; 5 the input holds no McKernel memory.\
        """;

    private ExitCode() {}
}
