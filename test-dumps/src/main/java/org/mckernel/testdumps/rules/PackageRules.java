package org.mckernel.testdumps.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What holds for the packages of every module: a fixed order, no cycles, a bounded size, no internals of others. */
public final class PackageRules {
    /** Types at the outermost level that a package may have. */
    private static final int MOST_TYPES = 22;

    private final String root;
    private final List<String> order;

    /**
     * @param root the module's root package
     * @param order its packages from the bottom up, relative to the root ({@code ""} is the root itself); each may use
     *     only those before it
     */
    public PackageRules(String root, List<String> order) {
        this.root = root;
        this.order = List.copyOf(order);
    }

    /** Checks everything that concerns the module alone. */
    public void check(JavaClasses classes) {
        everyPackageHasItsPlace(classes);
        lowerPackagesDoNotUseHigherOnes(classes);
        slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun.misc..", "jdk.internal..")
                .check(classes);
        packagesAreSmall(classes);
    }

    /** The independent writers of test inputs are for tests. */
    public static void noTestDumps(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mckernel.testdumps..")
                .check(classes);
    }

    /**
     * Other modules use of a module only what it exports.
     *
     * @param module the module's root package
     * @param list a file that names, a line each, an exported package, a colon, and the types that others may use
     */
    public static void useOnlyExports(JavaClasses classes, String module, Path list) {
        Map<String, Set<String>> exports = exports(list);
        noClasses()
                .that()
                .resideOutsideOfPackage(module + "..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("%s does not export (%s)", module, list) {
                    @Override
                    public boolean test(JavaClass used) {
                        JavaClass type = used.getBaseComponentType();
                        String name = type.getPackageName();
                        return (name.equals(module) || name.startsWith(module + "."))
                                && !exports.getOrDefault(name, Set.of()).contains(outermost(type));
                    }
                })
                .check(classes);
    }

    private static Map<String, Set<String>> exports(Path list) {
        try {
            Map<String, Set<String>> exports = new TreeMap<>();
            for (String line : Files.readAllLines(list)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(":\\s*", 2);
                    exports.put(parts[0], Set.of(parts[1].split("\\s+")));
                }
            }
            return exports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String outermost(JavaClass type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private void lowerPackagesDoNotUseHigherOnes(JavaClasses classes) {
        for (int i = 0; i + 1 < order.size(); i++) {
            String[] above =
                    order.subList(i + 1, order.size()).stream().map(this::full).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(full(order.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    private void everyPackageHasItsPlace(JavaClasses classes) {
        Set<String> placed = new TreeSet<>(order.stream().map(this::full).toList());
        Set<String> homeless = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!placed.contains(type.getPackageName())) {
                homeless.add(type.getPackageName());
            }
        }
        if (!homeless.isEmpty()) {
            throw new AssertionError("packages without a place in the order: " + homeless);
        }
    }

    private static void packagesAreSmall(JavaClasses classes) {
        Map<String, Set<String>> types = new TreeMap<>();
        for (JavaClass type : classes) {
            if (!type.getSimpleName().equals("package-info")) {
                types.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>())
                        .add(outermost(type));
            }
        }
        types.values().removeIf(names -> names.size() <= MOST_TYPES);
        if (!types.isEmpty()) {
            throw new AssertionError("packages of more than " + MOST_TYPES + " types: " + types);
        }
    }

    private String full(String relative) {
        return relative.isEmpty() ? root : root + "." + relative;
    }
}
