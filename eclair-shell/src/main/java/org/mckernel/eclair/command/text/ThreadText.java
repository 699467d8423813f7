package org.mckernel.eclair.command.text;

import com.google.gson.JsonObject;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.JsonRenderer;

/** A thread as text and as JSON. */
public final class ThreadText {
    private ThreadText() {}

    /** {@code TID 402}, {@code idle 2}. */
    public static String name(ThreadView thread) {
        String number = thread.tid().isPresent() ? Integer.toString(thread.tid().getAsInt()) : "?";
        return thread.isIdle() ? "idle " + number : "TID " + number;
    }

    /** Which thread a stack is of. */
    public static JsonObject json(ThreadView thread) {
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        thread.pid().ifPresent(pid -> data.addProperty("pid", pid));
        thread.cpu().ifPresent(cpu -> data.addProperty("cpu", cpu));
        data.addProperty("thread", JsonRenderer.address(thread.address()));
        data.addProperty("state", thread.statusWord());
        return data;
    }
}
