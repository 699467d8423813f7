package org.mckernel.lifecycle.sim;

import java.nio.file.Path;
import java.util.List;
import org.mckernel.lifecycle.journal.StateException;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.RequestException;

/** A state file, line by line: a word that names the line, then its values. */
final class StateParser {
    private final Path file;
    private final List<String> lines;
    private int next;

    StateParser(Path file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    boolean hasNext() {
        return next < lines.size();
    }

    /** The {@code count} values of the next line, which must be called {@code name}. */
    String[] next(String name, int count) throws StateException {
        String[] words = rest(name).split(" ", -1);
        if (words.length != count) {
            throw wrong();
        }
        return words;
    }

    /** What follows {@code name} on the next line. */
    String rest(String name) throws StateException {
        next++;
        if (next > lines.size() || !lines.get(next - 1).startsWith(name + " ")) {
            throw wrong();
        }
        return lines.get(next - 1).substring(name.length() + 1);
    }

    long decimal(String word) throws StateException {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw wrong();
        }
    }

    long hex(String word) throws StateException {
        if (!word.matches("0x[0-9a-f]{1,15}")) {
            throw wrong();
        }
        return Long.parseLong(word.substring(2), 16);
    }

    List<Integer> cpus(String word) throws StateException {
        try {
            return word.equals("none") ? List.of() : CpuList.parse("cpus", word).cpus();
        } catch (RequestException e) {
            throw wrong();
        }
    }

    /** The last line read is not as this program writes it. */
    StateException wrong() {
        return new StateException(
                file,
                ("line %d is not in the form of this version; "
                                + "shut the instance down with the version that booted it, or remove %s")
                        .formatted(next, file.getParent()));
    }
}
