package org.mckernel.lifecycle.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The archives as the build left them, unpacked somewhere else. */
class ArchiveIT {
    private static final List<String> PROGRAMS = List.of("mck", "vmcore2mckdump", "eclair");
    private static final String VERSION = System.getProperty("mck.version");
    private static final String NOBODY = "65534";

    @TempDir
    Path dir;

    /** The archives that this build made; the properties come from the pom. */
    static Stream<Path> archives() {
        return Stream.of(System.getProperty("mck.archives").split(":", -1)).map(Path::of);
    }

    private Path unpack(Path archive) throws IOException, InterruptedException {
        Program tar = Program.run("tar", "-xzf", archive.toString(), "-C", dir.toString());
        assertThat(tar).isEqualTo(new Program(0, "", ""));
        return dir.resolve("mck-" + VERSION);
    }

    private static Map<String, String> environment(Path home) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", home.toString(), "LC_ALL", "C.UTF-8"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return environment;
    }

    @ParameterizedTest
    @MethodSource("archives")
    void unpackedTheProgramsWorkAndKeepTheirCachesInside(Path archive) throws IOException, InterruptedException {
        Path root = unpack(archive);
        Path home = Files.createDirectory(dir.resolve("home"));
        work(root, home, List.of());
        try (Stream<Path> left = Files.list(home)) {
            assertThat(left).isEmpty();
        }
        boolean ownJava = Files.exists(root.resolve("runtime"));
        for (String program : PROGRAMS) {
            assertThat(root.resolve("cache/" + program + ".aot")).isNotEmptyFile();
            assertThat(root.resolve("cache/" + program + ".aot.for"))
                    .content()
                    .startsWith((ownJava ? root.resolve("runtime").toString() : System.getProperty("java.home")) + " ")
                    .contains(" " + VERSION + "-");
        }
        assertThat(ownJava).isEqualTo(archive.toString().contains("linux-x64"));
    }

    @Test
    void aReadOnlyTreeIsLeftUnchanged() throws IOException, InterruptedException {
        boolean root = Program.run("id", "-u").out().strip().equals("0");
        assumeTrue(!root || Program.isHere("setpriv"), "root may write everywhere, and setpriv is not here");
        Path tree = unpack(archives().findFirst().orElseThrow());
        Path home = Files.createDirectory(dir.resolve("home"));
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Program.run("chmod", "-R", "a-w", tree.toString());
        if (root) {
            assertThat(Program.run("chown", NOBODY, home.toString()).exitCode()).isZero();
        }
        List<String> before = listing(tree);
        List<String> somebody =
                root ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups") : List.of();
        convert(tree, home, somebody);
        assertThat(home.resolve(".cache/mck/vmcore2mckdump.aot")).isNotEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(".cache/mck"))))
                .isEqualTo("rwx------");
        assertThat(run(tree, dir.resolve("no-home"), somebody, "eclair", "--version")
                        .out())
                .isEqualTo("eclair " + VERSION + "\n");
        assertThat(listing(tree)).isEqualTo(before);
        Program.run("chmod", "-R", "u+w", tree.toString());
    }

    private static List<String> listing(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    /** All three programs, a conversion, and a look at what it wrote. */
    private void work(Path root, Path home, List<String> before) throws IOException, InterruptedException {
        for (String program : PROGRAMS) {
            assertThat(run(root, home, before, program, "--version"))
                    .isEqualTo(new Program(0, program + " " + VERSION + "\n", ""));
            assertThat(run(root, home, before, program, "--help").out()).startsWith("Usage: " + program);
        }
        String dump = convert(root, home, before).toString();
        String image = root.resolve("share/mck/fixtures/mckernel.img").toString();
        assertThat(run(root, home, before, "mck", "info", dump).out()).contains("12 chunks", "1.5 MiB present");
        assertThat(run(root, home, before, "eclair", "-k", image, "-d", dump, "--batch", "-e", "quit"))
                .isEqualTo(new Program(0, "", ""));
        Files.delete(Path.of(dump));
    }

    private static Path convert(Path root, Path home, List<String> before) throws IOException, InterruptedException {
        Path dump = home.resolve("out.mckdump");
        Program converted = run(
                root,
                home,
                before,
                "vmcore2mckdump",
                root.resolve("share/mck/fixtures/vmcore").toString(),
                dump.toString());
        assertThat(converted.exitCode()).as(converted.err()).isZero();
        assertThat(converted.out()).contains("1.5 MiB announced: 1.5 MiB present");
        return dump;
    }

    private static Program run(Path root, Path home, List<String> before, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.add(root.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return Program.run(environment(home), command);
    }

    @ParameterizedTest
    @MethodSource("archives")
    void itHoldsWhatTheGuideSays(Path archive) throws IOException, InterruptedException {
        Path root = unpack(archive);
        assertThat(root.resolve("share/man/man1/mck-boot.1")).isNotEmptyFile();
        assertThat(root.resolve("share/doc/mck/install.md")).isNotEmptyFile();
        assertThat(root.resolve("etc/mck/boot.conf")).isNotEmptyFile();
        List<String> settings = Files.readAllLines(root.resolve("etc/mck/mck.conf"));
        assertThat(settings).as("the sample changes nothing").allMatch(l -> l.isEmpty() || l.startsWith("#"));
        assertThat(settings).anyMatch(l -> l.matches("#prefix = /.*"));
        try (Stream<Path> jars = Files.list(root.resolve("lib"))) {
            assertThat(jars.map(j -> j.getFileName().toString()).filter(j -> j.endsWith("-" + VERSION + ".jar")))
                    .containsExactlyInAnyOrder(
                            "dump-core-" + VERSION + ".jar",
                            "eclair-shell-" + VERSION + ".jar",
                            "lifecycle-" + VERSION + ".jar",
                            "test-dumps-" + VERSION + ".jar",
                            "vmcore-converter-" + VERSION + ".jar");
        }
    }

    @ParameterizedTest
    @MethodSource("archives")
    void theBuildsProgramsAreNotInIt(Path archive) throws IOException, InterruptedException {
        Path jar = unpack(archive).resolve("lib/lifecycle-" + VERSION + ".jar");
        try (ZipFile file = new ZipFile(jar.toFile())) {
            assertThat(file.stream().map(ZipEntry::getName))
                    .contains("org/mckernel/lifecycle/Mck.class")
                    .noneMatch(name -> name.contains("/distribution/"));
        }
    }

    @Test
    void documentsLinkOnlyToWhatIsInIt() throws IOException, InterruptedException {
        Path documents = unpack(archives().findFirst().orElseThrow()).resolve("share/doc/mck");
        Pattern link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
        List<String> links = new ArrayList<>();
        try (Stream<Path> files = Files.list(documents)) {
            for (Path file : files.toList()) {
                link.matcher(Files.readString(file)).results().forEach(m -> links.add(m.group(1)));
            }
        }
        assertThat(links)
                .hasSizeGreaterThan(3)
                .allSatisfy(l -> assertThat(documents.resolve(l)).exists());
    }

    /** The block of the guide, as it is printed, with the tree in another place. */
    @Test
    void theFirstTryOfTheGuideWorks() throws IOException, InterruptedException {
        Path root = unpack(archives().findFirst().orElseThrow());
        Path home = Files.createDirectory(dir.resolve("home"));
        String guide = Files.readString(root.resolve("share/doc/mck/install.md"));
        Matcher block = Pattern.compile("## A first try\n.*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(guide);
        assertThat(block.find()).isTrue();
        String commands = block.group(1).replace("/tmp", home.toString()).replace("/opt/mck", root.toString());
        Map<String, String> environment = environment(home);
        environment.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
        Program tried = Program.run(environment, List.of("bash", "-e", "-c", commands));
        assertThat(tried.exitCode()).as(tried.err()).isZero();
        assertThat(tried.out())
                .contains("verified: structure", "state     PANIC on CPU 3")
                .doesNotContain("damaged");
        assertThat(tried.err()).isEmpty();
    }

    @Test
    void systemdTakesTheUnit() throws IOException, InterruptedException {
        Path root = unpack(archives().findFirst().orElseThrow());
        String unit = Files.readString(root.resolve("lib/systemd/system/mck.service"));
        assertThat(unit)
                .contains("/opt/mck/bin/mck boot --node ihk")
                .doesNotContainPattern("(?m)^(PrivateTmp|ProtectKernelModules|ProtectKernelTunables)=");
        assumeTrue(Program.isHere("systemd-analyze"), "systemd-analyze is not here to check the unit");
        Path copy = Files.writeString(dir.resolve("mck.service"), unit.replace("/opt/mck", root.toString()));
        assertThat(Program.run("systemd-analyze", "verify", "--man=no", copy.toString()))
                .isEqualTo(new Program(0, "", ""));
    }

    @Test
    void withoutJavaOneLineSaysWhatToDo() throws IOException, InterruptedException {
        Path root = unpack(archives().findFirst().orElseThrow());
        Path old = Files.createDirectories(dir.resolve("old/bin"));
        Files.writeString(dir.resolve("old/release"), "JAVA_VERSION=\"17.0.1\"\n");
        String script = Files.readString(root.resolve("lib/launch.sh"));
        assertThat(script).contains("/usr/lib/jvm/*");
        Files.writeString(
                root.resolve("lib/launch.sh"),
                script.replace("/usr/lib/jvm/*", old.getParent().toString()));
        Path tools = Files.createDirectory(dir.resolve("tools"));
        Files.createSymbolicLink(tools.resolve("readlink"), Path.of("/usr/bin/readlink"));
        Program run = Program.run(
                Map.of("PATH", tools.toString(), "JAVA_HOME", old.getParent().toString()),
                List.of("/bin/sh", root.resolve("bin/mck").toString(), "--version"));
        assertThat(run)
                .isEqualTo(new Program(
                        1,
                        "",
                        "mck: needs Java 25 or newer: none in JAVA_HOME, /usr/lib/jvm or PATH; install one and"
                                + " set JAVA_HOME\n"));
    }

    @Test
    void aTreeThatWasMovedWorksAndMakesItsCachesAgain() throws IOException, InterruptedException {
        Path first = unpack(archives().findFirst().orElseThrow());
        Path home = Files.createDirectory(dir.resolve("home"));
        convert(first, home, List.of());
        Path moved = Files.move(first, dir.resolve("moved"));
        Files.delete(home.resolve("out.mckdump"));
        convert(moved, home, List.of());
        assertThat(moved.resolve("cache/vmcore2mckdump.aot.for")).content().endsWith(" " + moved + "\n");
    }
}
