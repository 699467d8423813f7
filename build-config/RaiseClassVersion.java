import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of a jar the class file version of Java 8, with the stack maps that it asks for; nothing else of
 * them changes. Java's ahead-of-time cache does not take older ones, and picocli's are of Java 5: loading and verifying
 * them was a third of a short command's time.
 *
 * <p>Run by the build: java RaiseClassVersion.java JAR. A jar without older classes is not changed.
 */
final class RaiseClassVersion {
    private static final int JAVA_8 = 52;

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path raised = jar.resolveSibling(jar.getFileName() + ".raised");
        boolean changed = false;
        try (JarFile in = new JarFile(jar.toFile());
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {jar.toUri().toURL()});
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(raised))) {
            ClassFile files = ClassFile.of(
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                            .orElse(ClassHierarchyResolver.defaultResolver())),
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
            for (JarEntry entry : Collections.list(in.entries())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && files.parse(bytes).majorVersion() < JAVA_8) {
                    bytes = files.transformClass(files.parse(bytes), RaiseClassVersion::raise);
                    changed = true;
                }
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(bytes);
                out.closeEntry();
            }
        }
        if (changed) {
            Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(raised);
        }
    }

    /** Code is taken through instruction by instruction, so that its stack map is made. */
    private static void raise(ClassBuilder raised, ClassElement element) {
        switch (element) {
            case ClassFileVersion _ -> raised.withVersion(JAVA_8, 0);
            case MethodModel method ->
                raised.transformMethod(method, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
            default -> raised.with(element);
        }
    }
}
