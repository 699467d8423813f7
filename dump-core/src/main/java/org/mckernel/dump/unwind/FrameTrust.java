package org.mckernel.dump.unwind;

/** How a frame is known, from the surest down. */
public enum FrameTrust {
    /** Its registers were saved as they were. */
    REGISTERS("saved registers"),
    /** By the call-frame information of the frame below it. */
    CALL_FRAME_INFO("call-frame info"),
    /** By registers that an entry into the kernel pushed on the stack, told by their shape. */
    SAVED_FRAME("saved registers on the stack"),
    /** It is not on the stack, but only it leads from the call to the frame below it: it ended in a jump. */
    TAIL_CALL("by tail call"),
    /** The frame below it is where no code is; what called there left its return address. */
    RETURN_ADDRESS("by return address"),
    /** By the frame pointer. */
    FRAME_POINTER("by frame pointer"),
    /** A word on the stack that is an address behind a call: it may be left over from an earlier call. */
    SCAN("by scan");

    private final String label;

    FrameTrust(String label) {
        this.label = label;
    }

    /** Words for people. */
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
