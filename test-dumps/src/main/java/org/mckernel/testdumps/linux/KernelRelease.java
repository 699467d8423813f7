package org.mckernel.testdumps.linux;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel release: what the machine's data structures look like follows from it.
 *
 * @param text as uname says it, for example {@code 6.1.0-56-cloud-amd64}
 */
public record KernelRelease(String text) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*");

    /** True for this version and newer ones. */
    public boolean atLeast(int major, int minor) {
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a release: " + text);
        }
        int ownMajor = Integer.parseInt(matcher.group(1));
        return ownMajor > major || (ownMajor == major && Integer.parseInt(matcher.group(2)) >= minor);
    }
}
