package org.mckernel.testdumps.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests mirror the code: each class of more than 60 lines with a branch or loop, {@code X}, has a test {@code
 * XTest} in its own package that uses it, or is listed with a reason.
 */
public final class TestMirror {
    private static final int MOST_LINES = 60;
    private static final Pattern COMMENT = Pattern.compile("//.*|/\\*[\\s\\S]*?\\*/");
    private static final Pattern BRANCH = Pattern.compile("\\b(?:if|for|while|switch)\\b");

    private TestMirror() {}

    /**
     * Checks one module.
     *
     * @param tests its test classes
     * @param sources the directory of its main sources
     * @param exceptions a file of lines "class, blanks, reason"; lines that begin with # are comments
     */
    public static void check(JavaClasses tests, Path sources, Path exceptions) {
        Map<String, String> excepted = exceptions(exceptions);
        List<String> complaints = new ArrayList<>();
        for (String name : classesWithLogic(sources)) {
            boolean tested = tests.contain(name + "Test") && uses(tests.get(name + "Test"), name);
            String reason = excepted.remove(name);
            if (!tested && reason == null) {
                complaints.add("%sTest does not exist or does not use the class; write it, or list %s in %s"
                        .formatted(name, name, exceptions));
            } else if (tested && reason != null) {
                complaints.add("%s has a test: take it out of %s".formatted(name, exceptions));
            } else if (reason != null && reason.isBlank()) {
                complaints.add("%s: no reason given in %s".formatted(name, exceptions));
            }
        }
        excepted.keySet()
                .forEach(name ->
                        complaints.add("%s: no such class of more than %d lines with a branch; take it out of %s"
                                .formatted(name, MOST_LINES, exceptions)));
        if (!complaints.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), complaints));
        }
    }

    private static boolean uses(JavaClass test, String name) {
        return Stream.concat(
                        Stream.of(test),
                        test.getPackage().getClasses().stream()
                                .filter(c -> c.getName().startsWith(test.getName() + "$")))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(d -> d.getTargetClass().getBaseComponentType().getName())
                .anyMatch(used -> used.equals(name) || used.startsWith(name + "$"));
    }

    private static List<String> classesWithLogic(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(f -> f.toString().endsWith(".java") && hasLogic(f))
                    .map(f -> sources.relativize(f).toString())
                    .map(f -> f.substring(0, f.length() - ".java".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasLogic(Path file) {
        try {
            String text = Files.readString(file);
            return text.lines().count() > MOST_LINES
                    && BRANCH.matcher(COMMENT.matcher(text).replaceAll("")).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> exceptions(Path file) {
        try {
            Map<String, String> exceptions = new TreeMap<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.strip().split("\\s+", 2);
                    exceptions.put(parts[0], parts.length > 1 ? parts[1] : "");
                }
            }
            return exceptions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
