package org.mckernel.dump.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.symbol.KernelImage;

/**
 * Types are printed as by gdb. {@code src/test/resources/ptype/regenerate} runs a real gdb; it also shows how to
 * compare any other image.
 */
class PtypeTest {
    private static final String PRACTICE =
            "../test-dumps/practice-kernel/mckernel.img,src/test/resources/ptype/gdb.txt";

    /** gdb 13 uses the offset of a union in its structure as the end of a member, and shows padding there. */
    private static final String PADDING_IN_UNION = "-byte padding   */";

    @Test
    void printsEveryTagAsGdb() throws Exception {
        String[] where = System.getProperty("mck.ptype", PRACTICE).split(",", 2);
        int compared = 0;
        List<String> different = new ArrayList<>();
        try (KernelImage image = KernelImage.open(Path.of(where[0]));
                BufferedReader reader = Files.newBufferedReader(Path.of(where[1]))) {
            TypeCatalog types = TypeCatalog.of(image.elf()).orElseThrow();
            String line = reader.readLine();
            while (line != null) {
                String command = line;
                List<String> expected = new ArrayList<>();
                for (line = reader.readLine(); line != null && !line.startsWith("$ "); line = reader.readLine()) {
                    expected.add(line);
                }
                String tag = command.substring(command.lastIndexOf(' ') + 1);
                List<String> found = TypeBody.of(types.tagged(tag).orElseThrow(), command.contains(" /o "));
                compared++;
                if (!found.equals(expected) && !withoutPaddings(found).equals(withoutPaddings(expected))) {
                    different.add(command);
                }
            }
        }
        System.out.printf("%d bodies compared with gdb's, %d differ%n", compared, different.size());
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(70);
    }

    private static List<String> withoutPaddings(List<String> lines) {
        return lines.stream().filter(l -> !l.endsWith(PADDING_IN_UNION)).toList();
    }

    @Test
    void typedefsHaveTheSizeOfWhatTheyName() throws Exception {
        try (KernelImage image = KernelImage.open(Path.of("../test-dumps/practice-kernel/mckernel.img"))) {
            TypeCatalog types = TypeCatalog.of(image.elf()).orElseThrow();
            for (int bits : List.of(8, 16, 32, 64)) {
                assertThat(types.named("u" + bits).orElseThrow().size()).hasValue(bits / Byte.SIZE);
            }
        }
    }
}
