package org.mckernel.dump.result;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.mckernel.dump.bytes.MalformedFileException;

/** Any failure as the one line that a user sees: {@code what: why; what to do}. */
public final class ErrorLine {
    private ErrorLine() {}

    /** The line for {@code failure}, without the program's name. */
    public static String of(Throwable failure) {
        return switch (failure) {
            case MalformedFileException e -> e.file() + ": " + e.getMessage();
            case NoSuchFileException e when e.getReason() == null -> e.getFile() + ": no such file";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
            case IOException e when e.getMessage() != null -> e.getMessage();
            case InternalError _ ->
                "the input changed or became unreadable while it was being read; copy it to an intact disk first";
            case OutOfMemoryError _ ->
                "out of memory; this is a defect, no input should need so much: please report it";
            case Error e -> "internal error: " + e + "; --debug shows where";
            case RuntimeException e -> "internal error: " + e + "; --debug shows where";
            default -> failure.getMessage();
        };
    }
}
