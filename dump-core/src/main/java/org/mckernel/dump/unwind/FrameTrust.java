package org.mckernel.dump.unwind;

/** How a frame was found, the most reliable first. */
public enum FrameTrust {
    /** Its registers were saved. */
    REGISTERS("saved registers"),
    /** By the call-frame information of the frame below it. */
    CALL_FRAME_INFO("call-frame info"),
    /** By registers that an entry into the kernel pushed on the stack, recognised by their values. */
    SAVED_FRAME("saved registers on the stack"),
    /** It is not on the stack, but it is the only path from the call to the frame below it: it made a tail call. */
    TAIL_CALL("by tail call"),
    /** The frame below it is not in code; the call saved its return address. */
    RETURN_ADDRESS("by return address"),
    /** By the frame pointer. */
    FRAME_POINTER("by frame pointer"),
    /** A word on the stack that is a return address: it may be left over from an earlier call. */
    SCAN("by scan");

    private final String label;

    FrameTrust(String label) {
        this.label = label;
    }

    /** Text for users. */
    public String label() {
        return label;
    }

    /** True if the frame might be wrong. */
    public boolean inferred() {
        return this == RETURN_ADDRESS
                || this == FRAME_POINTER
                || this == SCAN
                || this == SAVED_FRAME
                || this == TAIL_CALL;
    }
}
