package org.mckernel.dump.unwind;

import java.util.List;
import org.mckernel.dump.kernel.SavedRegisters;

/**
 * A stack as it is shown: inlined calls are frames of their own.
 *
 * @param saved the registers that it begins with
 * @param stack the frames
 * @param frames the same with names, from the innermost out
 */
public record StackView(SavedRegisters saved, Backtrace stack, List<CodeFrame> frames) {
    public StackView {
        frames = List.copyOf(frames);
    }

    /** The functions, without addresses: stacks alike have the same. Of a stack without frames, why it has none. */
    public List<String> shape() {
        return frames.isEmpty()
                ? List.of(saved.source().name())
                : frames.stream().map(CodeFrame::function).toList();
    }
}
