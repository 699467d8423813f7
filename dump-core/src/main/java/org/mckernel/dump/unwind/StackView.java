package org.mckernel.dump.unwind;

import java.util.List;
import org.mckernel.dump.kernel.SavedRegisters;

/**
 * A stack for display: inlined calls are separate frames.
 *
 * @param saved the registers that it begins with
 * @param stack the frames
 * @param frames the same with names, from the innermost out
 */
public record StackView(SavedRegisters saved, Backtrace stack, List<CodeFrame> frames) {
    public StackView {
        frames = List.copyOf(frames);
    }

    /**
     * The functions, without addresses: equal stacks have the same shape. Of a stack without frames, why it has none.
     */
    public List<String> shape() {
        return frames.isEmpty()
                ? List.of(saved.source().name())
                : frames.stream().map(CodeFrame::function).toList();
    }
}
