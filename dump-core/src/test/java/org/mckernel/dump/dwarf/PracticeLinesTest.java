package org.mckernel.dump.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Source lines and inlined calls, compared with addr2line for every 7th address of the practice kernel. */
class PracticeLinesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/practice-lines/addr2line.txt");

    @Test
    void everyAddressHasTheFunctionsAndLinesThatAddr2lineSays() throws Exception {
        List<String> golden = Files.readAllLines(GOLDEN);
        int addresses = 0;
        try (KernelImage image = KernelImage.open(PracticeCapture.IMAGE)) {
            DebugInfo info = DebugInfo.of(image.elf()).orElseThrow();
            for (int i = 0; i < golden.size(); ) {
                long pc = Long.parseUnsignedLong(golden.get(i).substring(2), 16);
                List<String> expected = new ArrayList<>();
                for (i++; i < golden.size() && !golden.get(i).startsWith("0x"); i += 2) {
                    expected.add(golden.get(i).replaceFirst("\\..*", "") + " " + golden.get(i + 1));
                }
                assertThat(described(image, info, pc)).as("0x%x", pc).isEqualTo(expected);
                addresses++;
            }
        }
        assertThat(addresses).isGreaterThan(1000);
    }

    private static List<String> described(KernelImage image, DebugInfo info, long pc) throws Exception {
        List<String> lines = new ArrayList<>();
        Optional<SourceLine> line = info.line(pc);
        List<CodeScope> scopes = info.scopes(pc);
        for (CodeScope scope : scopes) {
            lines.add(scope.name() + " " + text(line));
            line = scope.callSite();
        }
        if (scopes.isEmpty()) {
            lines.add(image.symbols()
                            .nearest(pc)
                            .map(s -> s.name().replaceFirst("\\..*", ""))
                            .orElse("??") + " " + text(line));
        }
        return lines;
    }

    private static String text(Optional<SourceLine> line) {
        return line.map(l -> l.line() == 0 ? l.file() + ":?" : l.toString()).orElse("??:?");
    }
}
