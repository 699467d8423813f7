package org.mckernel.lifecycle.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command block of README.md, CONTRIBUTING.md, docs/ and the READMEs below test-dumps/ works as printed, in
 * order, from the root of a fresh clone, and prints what the document shows. {@code -Dmck.documents=write} writes
 * what was printed into the documents instead.
 */
class DocumentsIT {
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().getParent();
    private static final Path ARCHIVE =
            Path.of(System.getProperty("mck.archives").split(":", -1)[0]);
    private static final String INSTALLATION = "docs/install.md";
    private static final String ARCHIVES_README = "lifecycle/src/distribution/share/doc/mck/README.md";
    private static final boolean WRITE = "write".equals(System.getProperty("mck.documents"));

    /**
     * The only reasons for a block that is not run, each with the number of blocks in all documents: a block that
     * could run must not slip out, and a mark that is no longer needed must go.
     */
    private static final Map<String, Integer> NOT_RUN = new TreeMap<>(Map.of(
            "a picture", 2,
            "builds the project", 5,
            "needs a node with IHK", 3,
            "needs programs that may not be here", 2,
            "takes minutes", 4));

    /** Where one of these is, mck boots McKernel on the computer itself. */
    private static final List<String> IHK =
            List.of("/dev/mcd0", "/run/mck", "/sys/module/ihk", "/usr/local/mckernel/sbin/ihkosctl");

    /** A relative link, without what follows # in it. */
    private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:|#)([^)#\\s]+)");

    @TempDir
    Path dir;

    static List<String> documents() throws IOException {
        List<String> names = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md", ARCHIVES_README));
        try (Stream<Path> docs = Files.list(SOURCES.resolve("docs"));
                Stream<Path> readmes = Files.walk(SOURCES.resolve("test-dumps"), 2)) {
            Stream.concat(docs.filter(f -> f.toString().endsWith(".md")), readmes.filter(f -> f.endsWith("README.md")))
                    .map(f -> SOURCES.relativize(f).toString())
                    .sorted(Comparator.naturalOrder())
                    .forEach(names::add);
        }
        return names;
    }

    static List<String> documentsWithCommands() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : documents()) {
            if (Document.read(SOURCES, name).blocks().stream().anyMatch(b -> b.kind() == Block.Kind.COMMANDS)) {
                names.add(name);
            }
        }
        return names;
    }

    @Test
    void blocksThatAreNotRunAreFewAndSayWhy() throws IOException {
        Map<String, Integer> marks = new TreeMap<>();
        NOT_RUN.keySet().forEach(reason -> marks.put(reason, 0));
        for (String name : documents()) {
            Document.read(SOURCES, name).blocks().stream()
                    .filter(b -> b.kind() == Block.Kind.NOT_RUN)
                    .forEach(b -> marks.merge(b.argument(), 1, Integer::sum));
        }
        assertThat(marks).isEqualTo(NOT_RUN);
    }

    @Test
    void everyRelativeLinkLeadsToAFile() throws IOException {
        Map<String, Integer> links = new TreeMap<>();
        for (String name : documents()) {
            Matcher link = LINK.matcher(Files.readString(SOURCES.resolve(name)));
            while (link.find()) {
                boolean packaged = name.equals(ARCHIVES_README); // in the archive it is next to files of docs/
                Path from = packaged
                        ? SOURCES.resolve("docs")
                        : SOURCES.resolve(name).getParent();
                assertThat(from.resolve(link.group(1))).as("link in %s", name).exists();
                links.merge(name, 1, Integer::sum);
            }
        }
        assertThat(links).containsKeys("README.md", ARCHIVES_README);
    }

    @Test
    void theFirstScreenShowsTheThreeCommandsThatUsersComeFor() throws IOException {
        assertThat(Files.readAllLines(SOURCES.resolve("README.md")).subList(0, 25))
                .extracting(l -> l.replaceFirst("\\s+#.*", ""))
                .containsSubsequence(
                        "vmcore2mckdump vmcore out.mckdump", "eclair -k mckernel.img -d out.mckdump", "mck boot -d 0");
    }

    @ParameterizedTest
    @MethodSource("documentsWithCommands")
    void everyCommandWorksAsPrinted(String name) throws IOException, InterruptedException {
        assumeFalse(
                IHK.stream().anyMatch(f -> Files.exists(Path.of(f))),
                "this computer has IHK: the documents' boots would be real ones");
        Document document = Document.read(SOURCES, name);
        Path work = Files.createDirectory(dir.resolve("work"));
        if (name.equals(INSTALLATION)) {
            ScratchRoot root = new ScratchRoot(dir.resolve("root"), System.getProperty("mck.version"));
            Files.copy(ARCHIVE, work.resolve(ARCHIVE.getFileName()));
            Map<String, String> environment = environment();
            environment.merge("PATH", root.programs(), (path, first) -> first + ":" + path);
            run(document, work, environment, root::translated, root::shown);
        } else if (name.equals(ARCHIVES_README)) {
            unpack(work);
            run(document, work, environment(), UnaryOperator.identity(), UnaryOperator.identity());
        } else {
            try (FreshClone _ = new FreshClone(SOURCES, work)) {
                run(document, work, environment(), UnaryOperator.identity(), UnaryOperator.identity());
            }
        }
    }

    private static void unpack(Path directory) throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        "tar", "-xzf", ARCHIVE.toString(), "--strip-components=1", "-C", directory.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).as("tar's exit code").isZero();
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        String home = Files.createDirectory(dir.resolve("home")).toString();
        environment.put("HOME", home);
        environment.put("XDG_STATE_HOME", home);
        environment.put("XDG_CACHE_HOME", home);
        environment.put("TMPDIR", Files.createDirectory(dir.resolve("tmp")).toString());
        environment.put("LC_ALL", "C.UTF-8");
        return environment;
    }

    private void run(
            Document document,
            Path work,
            Map<String, String> environment,
            UnaryOperator<String> command,
            UnaryOperator<String> shown)
            throws IOException, InterruptedException {
        try (Shell shell = new Shell(work, environment, Files.createDirectory(dir.resolve("shell")))) {
            run(document, shell, work, command, shown);
        }
    }

    private static void run(
            Document document, Shell shell, Path work, UnaryOperator<String> command, UnaryOperator<String> shown)
            throws IOException, InterruptedException {
        List<String> printed = List.of();
        Document current = document;
        for (Block block : document.blocks()) {
            switch (block.kind()) {
                case COMMANDS -> printed = run(document.name(), block, shell, command, shown);
                case FILE -> Files.write(work.resolve(block.argument()), block.lines());
                case OUTPUT -> current = compare(document, current, block, printed);
                case NOT_RUN -> {} // counted by a test of its own
            }
        }
        if (!current.equals(document)) {
            Files.write(SOURCES.resolve(document.name()), current.lines());
        }
    }

    /** Runs a block's commands; what they printed. */
    private static List<String> run(
            String name, Block block, Shell shell, UnaryOperator<String> command, UnaryOperator<String> shown)
            throws InterruptedException {
        List<String> printed = new ArrayList<>();
        for (Block.Command line : block.commands()) {
            String where = "%s:%d: %s".formatted(name, line.line(), line.text());
            try {
                Shell.Run run = shell.run(command.apply(line.text()));
                assertThat(run.exitCode())
                        .as("%s%nexit code of the command above, which printed:%n%s", where, run.output())
                        .isEqualTo(line.expectedExitCode());
                shown.apply(run.output()).lines().forEach(printed::add);
            } catch (IOException e) {
                fail(where, e);
            }
        }
        return printed;
    }

    /** Compares an output block with what was printed, or takes that into the document. */
    private static Document compare(Document document, Document current, Block block, List<String> printed) {
        if (PrintedText.alike(block.lines(), printed)) {
            return current;
        }
        if (!WRITE) {
            assertThat(String.join("\n", printed))
                    .as(
                            "%s:%d: the commands above it print something else (times, rates and dates do not matter);"
                                    + " -Dmck.documents=write takes it into the document",
                            document.name(), block.line())
                    .isEqualTo(String.join("\n", block.lines()));
        }
        // Blocks of the document as it is now are further up or down by what earlier blocks have grown.
        int index = document.blocks().indexOf(block);
        return Document.parse(
                document.name(), current.withOutput(current.blocks().get(index), printed));
    }
}
