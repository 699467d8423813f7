import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that sources, scripts and documents below a directory use none of the words of a list, in comments, strings
 * or names. Prints a line for each use, with what to write instead, and ends with 1.
 *
 * <p>Arguments: the directory; the list. A line of the list is {@code WORDS | REPLACEMENT}, or {@code allowed | REGEX}
 * for text that is not checked. A space of the words is any white space, line ends with their comment marks included;
 * {@code (a/b)} is one of both, or of more.
 */
class CheckWords {
    private static final Set<String> SKIPPED = Set.of("target", ".git", "captured");
    private static final Pattern CHECKED = Pattern.compile(".*\\.(java|md|sh|py|c|h|S|xml|conf|service)");
    private static final String GAP = "(?:[\\s\"+]|\\*(?!/)|//|#)+";

    /** Words that are not to be used: how they are found, and what is said of them. */
    private record Rule(Pattern pattern, String replacement) {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).toRealPath();
        Path list = Path.of(args[1]).toRealPath();
        List<Rule> rules = new ArrayList<>();
        List<Pattern> allowed = new ArrayList<>();
        for (String line : Files.readAllLines(list)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                read(line, list, rules, allowed);
            }
        }
        int uses = 0;
        for (Path file : files(root)) {
            if (!file.equals(list)) {
                uses += check(root.relativize(file).toString(), text(file), rules, allowed);
            }
        }
        if (uses > 0) {
            System.err.printf("%d uses of words that %s lists%n", uses, root.relativize(list));
            System.exit(1);
        }
    }

    private static void read(String line, Path list, List<Rule> rules, List<Pattern> allowed) {
        String[] parts = line.split("\\|", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(list + ": expected WORDS | REPLACEMENT, found: " + line);
        }
        String words = parts[0].strip();
        if (words.equals("allowed")) {
            allowed.add(Pattern.compile(parts[1].strip()));
        } else {
            rules.add(new Rule(pattern(words), parts[1].strip()));
        }
    }

    /** Finds the words in text, and as a word of a name in camel case. */
    private static Pattern pattern(String words) {
        String regex = words.replace("/", "|").replace("(", "(?:").replace(" ", GAP);
        char first = words.charAt(0);
        if (!Character.isLetter(first)) {
            return Pattern.compile("(?<![A-Za-z])" + regex + "(?![a-z])", Pattern.CASE_INSENSITIVE);
        }
        String rest = regex.substring(1);
        char upper = Character.toUpperCase(first);
        return Pattern.compile(
                "(?:(?<![A-Za-z])[" + first + upper + "]|(?<=[a-z0-9])" + upper + ")" + rest + "(?![a-z])");
    }

    private static int check(String name, String text, List<Rule> rules, List<Pattern> allowed) {
        String checked = text;
        for (Pattern pattern : allowed) {
            // As many characters of no meaning, so that places stay.
            checked = pattern.matcher(checked).replaceAll(m -> "\0".repeat(m.end() - m.start()));
        }
        int uses = 0;
        for (Rule rule : rules) {
            Matcher use = rule.pattern().matcher(checked);
            while (use.find()) {
                long line = 1 + text.substring(0, use.start()).lines().count();
                if (use.start() > 0 && text.charAt(use.start() - 1) != '\n') {
                    line--;
                }
                System.err.printf(
                        "%s:%d: %s -> %s%n", name, line, use.group().replaceAll("\\s+", " "), rule.replacement());
                uses++;
            }
        }
        return uses;
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": is not UTF-8", e);
        }
    }

    /** Files by what they are called, and scripts without an ending. */
    private static List<Path> files(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return SKIPPED.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                if (attributes.isRegularFile() && (CHECKED.matcher(name).matches() || isScript(file, name))) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }

    private static boolean isScript(Path file, String name) throws IOException {
        if (name.contains(".")) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return in.read() == '#' && in.read() == '!';
        }
    }
}
