package org.mckernel.converter.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.input.InputFiles;
import org.mckernel.dump.open.Dumps;

/**
 * The dump that a command line names.
 *
 * @param files what it is made of, as given
 * @param dump the dump
 * @param opened what must be closed after the dump
 */
record InputDump(List<Path> files, Dump dump, List<InputFiles> opened) implements Closeable {
    /**
     * Opens the dump that all the files make.
     *
     * @param scratch where copies of compressed files go
     */
    static InputDump of(List<Path> files, Path scratch) throws IOException {
        InputFiles input = InputFiles.of(files, scratch);
        try {
            return new InputDump(files, input.open(), List.of(input));
        } catch (IOException | RuntimeException | Error e) {
            input.close();
            throw e;
        }
    }

    /**
     * Opens the dump of a plan, whose last file may be the output. A last file that is there and opens together with
     * the others is a part of the dump; any other is the output, which a plan does not write, and is ignored.
     */
    static InputDump ofPlan(List<Path> files, Path scratch) throws IOException {
        if (files.size() == 1) {
            return of(files, scratch);
        }
        Path last = files.getLast();
        InputFiles sure = InputFiles.of(files.subList(0, files.size() - 1), scratch);
        try {
            Optional<InputDump> all = Files.isRegularFile(last) ? withLast(sure, last, scratch) : Optional.empty();
            return all.isPresent() ? all.get() : new InputDump(sure.files(), sure.open(), List.of(sure));
        } catch (IOException | RuntimeException | Error e) {
            sure.close();
            throw e;
        }
    }

    /** Empty when the last file is no part of the dump. */
    private static Optional<InputDump> withLast(InputFiles sure, Path last, Path scratch) throws IOException {
        InputFiles more;
        try {
            more = InputFiles.of(List.of(last), scratch);
        } catch (IOException e) {
            return Optional.empty();
        }
        List<Path> all = new ArrayList<>(sure.files());
        all.add(last);
        try {
            Dump dump = Dumps.open(all, file -> file.equals(last) ? more.map(file) : sure.map(file));
            return Optional.of(new InputDump(all, dump, List.of(sure, more)));
        } catch (IOException e) {
            more.close();
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            more.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        dump.close();
        for (InputFiles input : opened) {
            input.close();
        }
    }
}
