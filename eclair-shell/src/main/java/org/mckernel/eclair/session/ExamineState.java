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

    /** True if memory was examined. */
    public boolean begun() {
        return begun;
    }

    /** The end of the memory shown last. */
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

    /** The number of units shown last, negative for those before an address; 1 at first. */
    public int count() {
        return count;
    }

    /** Sets the count. */
    public void count(int newCount) {
        count = newCount;
    }

    /** Sets the format. */
    public void form(char newLetter, int newSize) {
        letter = newLetter;
        size = newSize;
    }

    /** Sets the end address. */
    public void goOnAt(long newNext) {
        next = newNext;
        begun = true;
    }

    /** Sets the last address and its content. */
    public void last(Value newAddress, Value newContent) {
        address = Optional.of(newAddress);
        content = Optional.of(newContent);
    }

    /** The last address examined, {@code $_}. */
    public Optional<Value> address() {
        return address;
    }

    /** The content of that address, {@code $__}. */
    public Optional<Value> content() {
        return content;
    }
}
