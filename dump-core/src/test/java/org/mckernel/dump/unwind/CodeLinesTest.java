package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.line.LineCode;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.kernel.ChangedImage;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.symbol.KernelImage;

/** Lines and functions of the practice kernel's code; inlined calls are those of gdb's frames. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class CodeLinesTest {
    @Parameter
    PracticeMachine machine;

    @TempDir
    Path dir;

    private CodeLines lines() {
        return new CodeLines(machine.image());
    }

    /** The instruction that failed, of the innermost of two frames at one program counter. */
    private long failed() {
        return machine.seen(3).getAsJsonArray("frames").asList().stream()
                .map(f -> f.getAsJsonObject())
                .filter(f -> !f.get("function").isJsonNull()
                        && f.get("function").getAsString().equals("list_insert"))
                .mapToLong(f -> PracticeMachine.number(f.get("pc").getAsString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anInlinedCallIsInsideItsFunction() {
        assertThat(lines().scopes(failed()))
                .extracting(CodeScope::name, CodeScope::inlined)
                .containsExactly(tuple("list_insert", true), tuple("enqueue", false));
    }

    @Test
    void anInstructionBelongsToALineAndTheLineToItsCode() throws Exception {
        CodeLines lines = lines();
        SourceLine line = lines.line(failed()).orElseThrow();
        LineCode code = lines.code(failed()).orElseThrow();

        assertThat(code.line()).isEqualTo(line);
        assertThat(code.start()).isLessThanOrEqualTo(failed());
        assertThat(code.end()).isGreaterThan(failed());
        assertThat(lines.code(line, 16)).anySatisfy(piece -> {
            assertThat(piece.start()).isLessThanOrEqualTo(failed());
            assertThat(piece.end()).isGreaterThan(failed());
        });
        assertThat(lines.code(line, 1)).hasSize(1);
        assertThat(lines.info()).isPresent();
    }

    @Test
    void anAddressOutsideTheCodeHasNone() {
        assertThat(lines().line(0x1000)).isEmpty();
        assertThat(lines().code(0x1000)).isEmpty();
        assertThat(lines().scopes(0x1000)).isEmpty();
    }

    @Test
    void withoutDebugInformationNothingIsKnown() throws Exception {
        try (KernelImage image =
                ChangedImage.of(machine).withoutDebugInformation().open(dir)) {
            CodeLines lines = new CodeLines(image);

            assertThat(lines.info()).isEqualTo(Optional.empty());
            assertThat(lines.line(failed())).isEmpty();
            assertThat(lines.code(failed())).isEmpty();
            assertThat(lines.code(new SourceLine("sched.c", 1), 16)).isEqualTo(List.of());
            assertThat(lines.scopes(failed())).isEmpty();
        }
    }
}
