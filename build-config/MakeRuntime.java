import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a Java runtime of just the modules that some jars need, as jdeps finds them, for an archive that needs no Java
 * on the machine.
 *
 * <p>Run by the build: java MakeRuntime.java OUT JAR|DIRECTORY...
 */
final class MakeRuntime {
    /**
     * Parts of libraries that no program here comes to want these: commons-lang3's beans, JLine's windows and web
     * console, gson's adapters for databases, which it leaves out by itself. They are half of the runtime.
     */
    private static final Set<String> UNUSED =
            Set.of("java.desktop", "java.sql", "jdk.httpserver", "java.xml", "java.datatransfer", "java.prefs");

    public static void main(String[] args) throws IOException {
        Path out = Path.of(args[0]);
        List<String> jars = new ArrayList<>();
        for (String place : List.of(args).subList(1, args.length)) {
            try (Stream<Path> files = Files.walk(Path.of(place), 1)) {
                files.map(Path::toString)
                        .filter(f -> f.endsWith(".jar"))
                        .sorted()
                        .forEach(jars::add);
            }
        }
        List<String> question =
                new ArrayList<>(List.of("--list-deps", "--ignore-missing-deps", "--multi-release", "25"));
        question.addAll(jars);
        // Its warnings are lines of several words, packages are MODULE/PACKAGE.
        String modules = run("jdeps", question)
                .lines()
                .map(String::strip)
                .filter(l -> l.matches("[a-z.]+(/\\S+)?"))
                .map(l -> l.replaceFirst("/.*", ""))
                .filter(m -> !UNUSED.contains(m))
                .distinct()
                .collect(Collectors.joining(","));
        if (Files.exists(out)) {
            try (Stream<Path> old = Files.walk(out)) {
                for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        run(
                "jlink",
                List.of(
                        "--add-modules",
                        modules,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        out.toString()));
        try (Stream<Path> files = Files.walk(out)) {
            long bytes = files.map(Path::toFile)
                    .filter(File::isFile)
                    .mapToLong(File::length)
                    .sum();
            System.out.printf("runtime of %s: %d MiB%n", modules, bytes >> 20);
        }
    }

    private static String run(String tool, List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = ToolProvider.findFirst(tool)
                .orElseThrow(() -> new IllegalStateException("this Java has no " + tool + "; take a JDK that has it"))
                .run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(tool + " failed: " + out + err);
        }
        return out.toString();
    }
}
