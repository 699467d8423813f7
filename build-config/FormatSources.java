import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Formats every Java source below a directory, or checks that it is formatted and that no line is longer than 120
 * columns. A file whose digest is in the list of formatted ones is not looked at again.
 *
 * <p>Arguments: {@code check} or {@code apply}, the directory, the list.
 */
class FormatSources {
    private static final int LONGEST_LINE = 120;
    private static final Set<String> SKIPPED = Set.of("target", ".git");

    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]).toRealPath();
        Path list = Path.of(args[2]);
        Set<String> known = new HashSet<>(Files.exists(list) ? Files.readAllLines(list) : List.of());
        Set<String> formatted = new TreeSet<>();
        ConcurrentLinkedQueue<String> digests = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        sources(root).parallelStream().forEach(file -> {
            String name = root.relativize(file).toString();
            try {
                String text = Files.readString(file);
                if (!known.contains(digest(text))) {
                    String better = RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(
                            formatter.formatSource(text), JavaFormatterOptions.Style.PALANTIR));
                    if (!better.equals(text) && apply) {
                        Files.writeString(file, better);
                        text = better;
                    } else if (!better.equals(text)) {
                        complaints.add(name + ": not formatted");
                        return;
                    }
                    if (tooLong(name, text, complaints)) {
                        return;
                    }
                }
                digests.add(digest(text));
            } catch (IOException | FormatterException e) {
                complaints.add(name + ": " + e.getMessage());
            }
        });
        formatted.addAll(digests);
        Files.createDirectories(list.getParent());
        Files.write(list, formatted);
        if (!complaints.isEmpty()) {
            new TreeSet<>(complaints).forEach(System.err::println);
            System.err.println("format them: mvn -q -pl build-config verify -Dformat.mode=apply");
            System.exit(1);
        }
    }

    private static boolean tooLong(String name, String text, ConcurrentLinkedQueue<String> complaints) {
        List<String> lines = text.lines().toList();
        boolean found = false;
        for (int i = 0; i < lines.size(); i++) {
            int columns = lines.get(i).codePointCount(0, lines.get(i).length());
            if (columns > LONGEST_LINE) {
                complaints.add("%s:%d: %d columns, expected at most %d".formatted(name, i + 1, columns, LONGEST_LINE));
                found = true;
            }
        }
        return found;
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return SKIPPED.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
