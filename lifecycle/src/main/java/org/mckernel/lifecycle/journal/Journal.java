package org.mckernel.lifecycle.journal;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is being done to a state directory. It exists only while an operation is at work, or after one was killed. Each
 * line is on the disk before what it announces happens:
 *
 * <pre>
 * operation NAME STATE SUM    the operation has begun; STATE describes the state before, percent-encoded
 * intent STEP BEFORE SUM      STEP is about to happen; BEFORE is what its undoing needs, percent-encoded
 * note TEXT SUM               something about the step that is at work, percent-encoded
 * done STEP SUM               it has happened
 * finished SUM                every step has; only the journal remains to be removed
 * </pre>
 *
 * SUM is the first 16 digits of the SHA-256 of the line before it. A last line that is torn was never completed, so
 * what it announces has not begun; a wrong line anywhere else means that the file was changed.
 */
public final class Journal {
    /** The file's name. */
    public static final String NAME = "journal";
    /** Disk space reserved for undoing: allocated while an operation runs, and released first. */
    private static final String SPARE = NAME + ".spare";

    private static final int SPARE_BYTES = 64 << 10;
    private static final int SUM = 16;
    private static final long LARGEST = 16 << 20;

    /**
     * A journal as read back.
     *
     * @param operation what was being done
     * @param state the state before, as given to {@link #begin}
     * @param intents the steps that may have happened, in order
     * @param finished whether all of the operation's steps have
     */
    public record Content(String operation, String state, List<Intent> intents, boolean finished) {
        public Content {
            intents = List.copyOf(intents);
        }

        /** The step that the operation had reached, in words. */
        public String where() {
            return intents.isEmpty() ? "its start" : "step " + intents.getLast().step();
        }
    }

    /**
     * One step that was about to happen.
     *
     * @param step its name
     * @param before what its undoing needs
     * @param note what it recorded about itself while it ran
     * @param done whether it is known to have happened
     */
    public record Intent(String step, String before, Optional<String> note, boolean done) {}

    private final StateDirectory directory;
    private final Path file;

    public Journal(StateDirectory directory) {
        this.directory = directory;
        this.file = directory.path().resolve(NAME);
    }

    /**
     * Begins: there must be no journal. The file appears with its first line or not at all.
     *
     * @param state what recovery will want to know of the state before; any text
     */
    public void begin(String operation, String state) throws IOException {
        Path next = directory.path().resolve(NAME + StateDirectory.NEW);
        try {
            Files.deleteIfExists(next);
            append(next, "operation " + operation + " " + encode(state), StandardOpenOption.CREATE_NEW);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            directory.sync();
            keepSpare();
        } catch (IOException e) {
            Files.deleteIfExists(next);
            remove();
            throw StateDirectory.failed(file, e);
        }
    }

    private void keepSpare() throws IOException {
        Path spare = directory.path().resolve(SPARE);
        Files.deleteIfExists(spare);
        try (FileChannel channel = FileChannel.open(spare, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(SPARE_BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Releases the disk space that undoing may need. */
    public void releaseSpare() throws IOException {
        Files.deleteIfExists(directory.path().resolve(SPARE));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Announces a step. */
    public void intend(String step, String before) throws IOException {
        append(file, "intent " + step + " " + encode(before));
    }

    /** Records a note about the step that is running. */
    public void note(String text) throws IOException {
        append(file, "note " + encode(text));
    }

    /** Confirms a step. */
    public void confirm(String step) throws IOException {
        append(file, "done " + step);
    }

    /** All steps are confirmed: the operation counts as done from here on. Removes the journal. */
    public void finish() throws IOException {
        append(file, "finished");
        remove();
    }

    /** Removes the journal: nothing is under way any more. */
    public void remove() throws IOException {
        Files.deleteIfExists(directory.path().resolve(NAME + StateDirectory.NEW));
        releaseSpare();
        if (Files.deleteIfExists(file)) {
            directory.sync();
        }
    }

    private static void append(Path file, String line, StandardOpenOption... more) throws IOException {
        List<OpenOption> options = new ArrayList<>(List.of(more));
        options.addAll(List.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
        try (FileChannel channel = FileChannel.open(file, options.toArray(OpenOption[]::new))) {
            ByteBuffer bytes = ByteBuffer.wrap((line + " " + sum(line) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw StateDirectory.failed(file, e);
        }
    }

    private static String sum(String line) {
        return Checksum.of(line).substring(0, SUM);
    }

    /** What an operation has left; empty if nothing is under way. */
    public Optional<Content> read() throws IOException {
        if (!directory.has(NAME)) {
            return Optional.empty();
        }
        String text;
        try {
            if (Files.size(file) > LARGEST) {
                throw changed(1);
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        // What follows the last line's end is an incomplete line: it announces nothing.
        return Optional.of(content(lines));
    }

    private Content content(List<String> lines) throws StateException {
        List<Intent> intents = new ArrayList<>();
        String operation = null;
        String state = "";
        boolean finished = false;
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = words(lines.get(i), i);
            switch (words.getFirst()) {
                case "operation" -> {
                    operation = words.get(1);
                    state = words.get(2);
                }
                case "intent" -> intents.add(new Intent(words.get(1), words.get(2), Optional.empty(), false));
                case "done" -> {
                    if (intents.isEmpty() || !intents.getLast().step().equals(words.get(1))) {
                        throw changed(i + 1);
                    }
                    Intent last = intents.removeLast();
                    intents.add(new Intent(last.step(), last.before(), last.note(), true));
                }
                case "note" -> {
                    if (intents.isEmpty() || intents.getLast().done()) {
                        throw changed(i + 1);
                    }
                    Intent last = intents.removeLast();
                    intents.add(new Intent(last.step(), last.before(), Optional.of(words.get(1)), false));
                }
                default -> finished = true;
            }
        }
        if (operation == null) {
            throw changed(1);
        }
        return new Content(operation, state, intents, finished);
    }

    private List<String> words(String line, int index) throws StateException {
        int cut = line.length() - SUM - 1;
        if (cut < 0 || line.charAt(cut) != ' ' || !line.substring(cut + 1).equals(sum(line.substring(0, cut)))) {
            throw changed(index + 1);
        }
        String[] words = line.substring(0, cut).split(" ", -1);
        int expected = switch (words[0]) {
            case "done", "note" -> 2;
            case "operation", "intent" -> 3;
            case "finished" -> 1;
            default -> -1;
        };
        boolean first = words[0].equals("operation");
        if (words.length != expected || first != (index == 0)) {
            throw changed(index + 1);
        }
        if (words[0].equals("note")) {
            return List.of(words[0], decode(words[1], index));
        }
        return expected < 3 ? List.of(words) : List.of(words[0], words[1], decode(words[2], index));
    }

    private String decode(String word, int index) throws StateException {
        try {
            return URLDecoder.decode(word, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw changed(index + 1);
        }
    }

    /** The journal is valid in form, but contradicts the state. */
    public StateException inconsistent(String why) {
        return new StateException(file, "does not match the state: %s; %s".formatted(why, directory.advice()));
    }

    private StateException changed(int line) {
        return new StateException(
                file,
                "was changed by another program: line %d has a wrong checksum or form; %s"
                        .formatted(line, directory.advice()));
    }
}
