package org.mckernel.lifecycle.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the source tree as a fresh clone has it, except that what this build made is linked into it. */
final class FreshClone implements AutoCloseable {
    private final List<Path> links = new ArrayList<>();

    /**
     * Copies the files that git knows or would add, and links what the build made of each module; start caches stay
     * out.
     *
     * @param sources the source tree
     * @param clone an existing empty directory
     */
    FreshClone(Path sources, Path clone) throws IOException, InterruptedException {
        for (String name : files(sources)) {
            Path file = sources.resolve(name);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) { // a file deleted and not yet committed is still listed
                Path copy = clone.resolve(name);
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            }
        }
        try (Stream<Path> modules = Files.list(sources)) {
            for (Path module :
                    modules.filter(m -> Files.isDirectory(m.resolve("target"))).toList()) {
                link(
                        module.resolve("target"),
                        clone.resolve(sources.relativize(module)).resolve("target"));
            }
        }
    }

    private void link(Path target, Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> made = Files.list(target)) {
            for (Path file : made.filter(f -> f.endsWith("lib") || f.toString().endsWith(".jar"))
                    .toList()) {
                links.add(Files.createSymbolicLink(directory.resolve(file.getFileName()), file));
            }
        }
    }

    /** Removes the links: whatever deletes the copy must not reach the build through them. */
    @Override
    public void close() throws IOException {
        for (Path link : links) {
            Files.deleteIfExists(link);
        }
    }

    private static List<String> files(Path sources) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(sources.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() == 0) {
            return List.of(names.split("\0"));
        }
        return filesWithoutGit(sources); // the sources came as an archive
    }

    private static List<String> filesWithoutGit(Path sources) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS))
                    .map(f -> sources.relativize(f).toString())
                    .filter(n -> !n.matches("(.*/)?(target|\\.git)/.*"))
                    .forEach(names::add);
        }
        return names;
    }
}
