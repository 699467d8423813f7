package org.mckernel.dump.unwind.user;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.dump.unwind.FrameTrust;
import org.mckernel.testdumps.fixture.ApplicationCapture;

/** A real program in a process that has other memory, or is made to hold the program's first page. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class MappedProgramTest {
    @Parameter
    PracticeMachine machine;

    /** Where the program's code is in its file. */
    private static final int CODE_OFFSET = 0x1000;

    private static final int EXECUTABLE = 2;
    private static final int SHARED = 3;

    @TempDir
    Path dir;

    private ProgramFixture process;
    private ProgramFile file;
    private byte[] code;

    @BeforeEach
    void openExecutable() throws Exception {
        open(EXECUTABLE);
    }

    /** Opens the program as a file of another {@code e_type}. */
    private void open(int type) throws Exception {
        close();
        process = new ProgramFixture(machine);
        byte[] bytes = Files.readAllBytes(
                ApplicationCapture.of(process.isX86() ? "x86_64" : "arm64").program());
        bytes[16] = (byte) type;
        file = ProgramFile.open(
                Files.write(dir.resolve("heat"), bytes),
                machine.data().architecture().elfMachine());
        code = Arrays.copyOfRange(bytes, CODE_OFFSET, CODE_OFFSET + 4096);
    }

    @AfterEach
    void close() throws Exception {
        if (file != null) {
            file.close();
        }
    }

    private Optional<MappedProgram> place(OptionalLong entryPoint) {
        return MappedProgram.of(file, process.space(), entryPoint);
    }

    private MappedProgram placed() {
        return place(OptionalLong.empty()).orElseThrow();
    }

    /** Lets the first range of the process be a page of a file with this path. */
    private void named(String path, long offset) throws Exception {
        long range = machine.physical(process.space().ranges().getFirst().address());
        long object = machine.physical(machine.data().physical().i64(range + machine.offset("vm_range", "memobj")));
        long text = machine.freePages() + 24;
        process.memory()
                .bytes(text, (path + "\0").getBytes(UTF_8))
                .longs(object + machine.offset("memobj", "path"), machine.virtual(text))
                .longs(range + machine.offset("vm_range", "objoff"), offset);
    }

    @Test
    void aFileIsWhereARangeOfItsNameHoldsOneOfItsParts() throws Exception {
        named("/elsewhere/heat", CODE_OFFSET);
        MappedProgram program = placed();

        assertThat(program.shift()).isEqualTo(process.isX86() ? -0x1000 : 0);
        assertThat(program.file()).isSameAs(file);
        assertThat(program.contains(ProgramFixture.CODE)).isTrue();
        assertThat(program.contains(ProgramFixture.CODE + 0x190)).isTrue();
        assertThat(program.contains(ProgramFixture.CODE + 0x400)).isFalse();
    }

    @Test
    void anExecutableIsElseWhereItWasLinkedTo() throws Exception {
        named("/opt/app/heats", CODE_OFFSET);
        assertThat(placed().shift()).isZero();
        named("/opt/app/heat", 0x77_0000);
        assertThat(placed().shift()).isZero();
    }

    @Test
    void aLibraryMayBeAnywhere() throws Exception {
        open(SHARED);
        for (String path : new String[] {"/opt/app/heats", "heat", "[heat]"}) {
            named(path, CODE_OFFSET);
            assertThat(place(OptionalLong.empty())).as(path).isEmpty();
        }
        named("/opt/app/heat", 0x77_0000);
        assertThat(place(OptionalLong.empty())).isEmpty();
    }

    @Test
    void itsEntryPointTellsWhereAProgramIs() throws Exception {
        open(SHARED);
        long entry = file.image().elf().header().entry();

        assertThat(place(OptionalLong.of(entry + 0x5555_5555_4000L))
                        .orElseThrow()
                        .shift())
                .isEqualTo(0x5555_5555_4000L);
        assertThat(place(OptionalLong.of(entry + 8))).as("no whole pages").isEmpty();
    }

    @Test
    void codeThatIsAlikeIsNoDifference() throws Exception {
        named("/opt/app/heat", CODE_OFFSET);
        process.memory().bytes(process.physical(ProgramFixture.CODE), code);

        assertThat(placed().difference(process.space())).isEmpty();
    }

    @Test
    void codeThatDiffersIsNamed() throws Exception {
        named("/opt/app/heat", CODE_OFFSET);
        code[0x123] ^= 1;
        process.memory().bytes(process.physical(ProgramFixture.CODE), code);

        assertThat(placed().difference(process.space()))
                .contains("%s does not match the process: its code differs at 0x400123; it is not used"
                        .formatted(file.name()));
    }

    @Test
    void codeThatIsAbsentCannotDiffer() throws Exception {
        named("/opt/app/heat", CODE_OFFSET);
        process.memory().absent(process.physical(ProgramFixture.CODE), 4096);

        assertThat(placed().difference(process.space())).isEmpty();
    }

    @Test
    void aFrameHasTheNameOfItsFunction() throws Exception {
        named("/opt/app/heat", CODE_OFFSET);
        MappedProgram program = placed();
        long pc = file.image().elf().header().entry() + program.shift();
        Frame frame = new Frame(pc, Registers.of(Map.of()), OptionalLong.empty(), FrameTrust.REGISTERS, true, false);

        assertThat(program.lines(frame, 4)).singleElement().satisfies(line -> {
            assertThat(line.function()).isEqualTo("_start");
            assertThat(line.number()).isEqualTo(4);
            assertThat(line.offset()).isZero();
        });
        assertThat(program.row(pc)).isPresent();
    }
}
