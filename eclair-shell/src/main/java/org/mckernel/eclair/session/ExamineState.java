package org.mckernel.eclair.session;

import java.util.Optional;
import org.mckernel.dump.expression.Value;

/** What the command {@code x} looked at last: where it goes on, in which form, and {@code $_} and {@code $__}. */
public final class ExamineState {
    private long next;
    private char letter = 'x';
    private int size = 4;
    private int count = 1;
    private boolean begun;
    private Optional<Value> address = Optional.empty();
    private Optional<Value> content = Optional.empty();

    /** True if something was looked at. */
    public boolean begun() {
        return begun;
    }

    /** Where what was shown last ends. */
    public long next() {
        return next;
    }

    /** The letter of the last format; {@code x} at first. */
    public char letter() {
        return letter;
    }

    /** Bytes of the last unit; 4 at first. */
    public int size() {
        return size;
    }

    /** How many units were shown last, negative for those before an address; 1 at first. */
    public int count() {
        return count;
    }

    /** Keeps how many. */
    public void count(int newCount) {
        count = newCount;
    }

    /** Keeps the form of what is shown. */
    public void form(char newLetter, int newSize) {
        letter = newLetter;
        size = newSize;
    }

    /** Keeps where it ended. */
    public void goOnAt(long newNext) {
        next = newNext;
        begun = true;
    }

    /** Keeps the last address and what stands there. */
    public void last(Value newAddress, Value newContent) {
        address = Optional.of(newAddress);
        content = Optional.of(newContent);
    }

    /** The last address looked at, {@code $_}. */
    public Optional<Value> address() {
        return address;
    }

    /** What stands there, {@code $__}. */
    public Optional<Value> content() {
        return content;
    }
}
