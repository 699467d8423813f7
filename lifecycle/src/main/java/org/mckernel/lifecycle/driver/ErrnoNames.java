package org.mckernel.lifecycle.driver;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** How Linux's error numbers, and the words that its programs print for them, become reasons. */
final class ErrnoNames {
    /** The C library's words in the C locale. */
    private static final Map<String, Errno> WORDS = Map.ofEntries(
            Map.entry("Operation not permitted", Errno.EPERM),
            Map.entry("No such file or directory", Errno.ENOENT),
            Map.entry("Input/output error", Errno.EIO),
            Map.entry("Argument list too long", Errno.E2BIG),
            Map.entry("Resource temporarily unavailable", Errno.EAGAIN),
            Map.entry("Cannot allocate memory", Errno.ENOMEM),
            Map.entry("Permission denied", Errno.EACCES),
            Map.entry("Bad address", Errno.EFAULT),
            Map.entry("Device or resource busy", Errno.EBUSY),
            Map.entry("No such device", Errno.ENODEV),
            Map.entry("Invalid argument", Errno.EINVAL),
            Map.entry("Inappropriate ioctl for device", Errno.ENOTTY),
            Map.entry("Function not implemented", Errno.ENOSYS),
            Map.entry("Connection timed out", Errno.ETIMEDOUT));

    private ErrnoNames() {}

    /** The reason that has this number; empty for one that IHK is not known to give. */
    static Optional<Errno> number(int number) {
        return Arrays.stream(Errno.values()).filter(e -> e.number() == number).findFirst();
    }

    /** The reason that a program's last words end with. */
    static Optional<Errno> words(String text) {
        return WORDS.entrySet().stream()
                .filter(e -> text.strip().endsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** A refusal by its number; one without a name here is {@link Errno#EIO}, and the number is in the message. */
    static NodeException of(String what, int number) {
        return number(number)
                .map(e -> new NodeException(e, what))
                .orElseGet(() -> new NodeException(Errno.EIO, "%s: error %d".formatted(what, number)));
    }
}
