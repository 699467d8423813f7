package org.mckernel.dump.unwind.user;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.unwind.Backtrace;
import org.mckernel.dump.unwind.CodeFrame;

/**
 * The user stack of a thread.
 *
 * @param context the registers that it begins with
 * @param stack the frames
 * @param frames the same with names, as far as files of the program were available
 * @param space the process's memory; empty where the thread has no user memory
 * @param notes limitations, one line each
 */
public record UserStack(
        UserContext context, Backtrace stack, List<CodeFrame> frames, Optional<UserSpace> space, List<String> notes) {
    public UserStack {
        frames = List.copyOf(frames);
        notes = List.copyOf(notes);
    }
}
