import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks that each package below src/main/java says what is in it, in a package-info.java with Javadoc; that types of
 * the project that it names exist; and that it names a type of its own to begin with, unless it has one type only.
 * Prints a line for each package that does not, and ends with 1.
 *
 * <p>Argument: the directory of the modules.
 */
class CheckPackages {
    private static final Pattern TYPE = Pattern.compile("\\{@(?:link|code)\\s+([\\w.]*?)([A-Z]\\w*)");
    private static final Path SOURCES = Path.of("src/main/java");

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).toRealPath();
        List<String> complaints = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            List<Path> roots = modules.map(m -> m.resolve(SOURCES))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            for (Path sources : roots) {
                for (Path directory : packages(sources)) {
                    check(root, roots, sources, directory, complaints);
                }
            }
        }
        complaints.forEach(System.err::println);
        if (!complaints.isEmpty()) {
            System.exit(1);
        }
    }

    private static TreeSet<Path> packages(Path sources) throws IOException {
        TreeSet<Path> directories = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(f -> f.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .forEach(directories::add);
        }
        return directories;
    }

    private static void check(Path root, List<Path> roots, Path sources, Path directory, List<String> complaints)
            throws IOException {
        Path file = directory.resolve("package-info.java");
        String name = root.relativize(file).toString();
        if (!Files.exists(file)) {
            complaints.add(name + ": is missing; say what is in the package, and where to begin");
            return;
        }
        String text = Files.readString(file);
        if (!text.startsWith("/**")) {
            complaints.add(name + ": has no Javadoc");
        }
        boolean begins = false;
        Matcher type = TYPE.matcher(text.replaceAll("\\s*\\n \\*\\s*", " "));
        while (type.find()) {
            String inPackage = type.group(1);
            boolean known = inPackage.startsWith("org.mckernel.");
            if (known && !exists(roots, inPackage.replace('.', '/') + type.group(2) + ".java")) {
                complaints.add(name + ": names " + inPackage + type.group(2) + ", which does not exist");
            }
            begins |= Files.exists(directory.resolve(type.group(2) + ".java"))
                    && (inPackage.isEmpty() || inPackage.equals(nameOf(sources, directory) + "."));
        }
        if (!begins && types(directory) > 1) {
            complaints.add(name + ": names no type of the package to begin with");
        }
    }

    private static String nameOf(Path sources, Path directory) {
        return sources.relativize(directory).toString().replace('/', '.');
    }

    private static boolean exists(List<Path> roots, String file) {
        return roots.stream().anyMatch(r -> Files.exists(r.resolve(file)));
    }

    private static long types(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java"))
                    .count();
        }
    }
}
