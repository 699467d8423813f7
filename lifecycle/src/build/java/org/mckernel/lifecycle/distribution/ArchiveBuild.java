package org.mckernel.lifecycle.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.mckernel.dump.result.Version;

/**
 * Names a build by what is in its jars. Start caches are kept under this name: the jars of an archive all bear one
 * date, so their dates do not distinguish two builds.
 */
final class ArchiveBuild {
    private static final int DIGITS = 16;

    private ArchiveBuild() {}

    /** The version and a digest of all jars in these places (jars, or directories of them). */
    static String of(List<Path> places) throws IOException {
        MessageDigest digest = sha256();
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place, 1)) {
                for (Path jar : files.filter(f -> f.toString().endsWith(".jar"))
                        .sorted(Comparator.comparing(Path::getFileName))
                        .toList()) {
                    digest.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(jar));
                }
            }
        }
        return Version.number() + "-"
                + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
