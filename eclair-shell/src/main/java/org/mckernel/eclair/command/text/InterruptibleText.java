package org.mckernel.eclair.command.text;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.mckernel.dump.memory.CancellationCheck;

/**
 * Text that a regular expression is tried on. Some expressions take longer than any user waits: reading a character
 * checks whether the command was interrupted.
 */
public record InterruptibleText(CharSequence text) implements CharSequence {
    /** Whether an expression is found in a text. */
    public static Predicate<String> finds(Pattern pattern) {
        return text -> pattern.matcher(new InterruptibleText(text)).find();
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        CancellationCheck.check();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new InterruptibleText(text.subSequence(start, end));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
