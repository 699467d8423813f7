package org.mckernel.eclair.session;

import java.io.IOException;

/** Image and dump do not match. */
public final class MismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    public MismatchException(String message) {
        super(message);
    }
}
