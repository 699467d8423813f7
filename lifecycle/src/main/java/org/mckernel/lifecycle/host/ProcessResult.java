package org.mckernel.lifecycle.host;

/**
 * A program that has ended.
 *
 * @param status its exit status; 128 and the signal's number if a signal ended it
 * @param out what it wrote to its standard output
 * @param err what it wrote to its standard error
 */
public record ProcessResult(int status, String out, String err) {
    /** True if it exit status 0. */
    public boolean succeeded() {
        return status == 0;
    }

    private static final int LONGEST_REASON = 200;

    /**
     * Why it failed, in its own words: its last line of errors, else of output, else its status. Whatever it wrote, one
     * line.
     */
    public String reason() {
        String words = err.isBlank() ? out : err;
        String last = words.strip()
                .lines()
                .reduce((_, b) -> b)
                .orElse("")
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        if (last.length() > LONGEST_REASON) {
            last = last.substring(0, LONGEST_REASON) + "…";
        }
        return last.isEmpty() ? "exit status " + status : last + " (status " + status + ")";
    }
}
