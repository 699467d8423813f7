package org.mckernel.dump.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.DebugInfo;
import org.mckernel.dump.dwarf.cfi.CallFrames;
import org.mckernel.dump.dwarf.expr.FrameState;
import org.mckernel.dump.dwarf.index.DieNameIndex.Kind;
import org.mckernel.dump.dwarf.index.StructLayouts;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.expression.LocalVariables;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.expression.ValueText;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * The practice kernel's debug information with bytes changed, section by section: types, lines, scopes, variables and
 * call-frame rules give a result or a documented error. {@code -Dmck.flips=N} tries N images per section.
 */
class DamagedDebugInfoTest {
    private static final int ROUNDS = Integer.getInteger("mck.flips", 40);
    private static final long SEED = Long.getLong("mck.seed", 20261126);
    private static final int ADDRESSES = 60;
    private static final List<String> TYPES = List.of("thread", "process", "cpu_local_var", "list_head");
    private static final long STACK = 0xffff_8800_0000_0000L;

    @TempDir
    static Path dir;

    private static byte[] whole;
    private static KernelImage image;
    private static Dump dump;
    private static KernelData data;
    private static List<Long> addresses;

    @BeforeAll
    static void open() throws Exception {
        whole = Files.readAllBytes(PracticeCapture.IMAGE);
        image = KernelImage.open(PracticeCapture.IMAGE);
        dump = Dumps.open(PracticeCapture.unpack(dir));
        data = new KernelData(image, dump.memory(), PracticeCapture.KERNEL_BASE, 0);
        ElfSection text = image.elf().section(".text").orElseThrow();
        addresses = new Random(SEED)
                .longs(ADDRESSES, text.address(), text.address() + text.size())
                .boxed()
                .toList();
    }

    @AfterAll
    static void close() throws IOException {
        dump.close();
        image.close();
    }

    /** One query; an exception that is not documented fails the test. */
    @FunctionalInterface
    private interface Question {
        void ask() throws MalformedFileException;
    }

    private static int answered(List<Question> questions) {
        int answers = 0;
        for (Question question : questions) {
            try {
                question.ask();
                answers++;
            } catch (MalformedFileException | BadTypeException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
        return answers;
    }

    private static int ask(ElfFile elf) {
        List<Question> questions = new ArrayList<>();
        questions.add(() -> types(elf));
        questions.add(() -> code(elf));
        questions.add(() -> StructLayouts.of(elf)
                .ifPresent(layouts -> answered(
                        List.of(() -> layouts.memberOffset("thread", "ctx.rsp"), () -> layouts.size("process")))));
        questions.add(() -> {
            CallFrames frames = CallFrames.of(elf);
            answered(
                    addresses.stream().<Question>map(pc -> () -> frames.row(pc)).toList());
        });
        return answered(questions);
    }

    private static void types(ElfFile elf) throws MalformedFileException {
        Optional<TypeCatalog> catalog = TypeCatalog.of(elf);
        if (catalog.isEmpty()) {
            return;
        }
        List<Question> questions = new ArrayList<>();
        for (String tag : TYPES) {
            questions.add(() -> catalog.get().tagged(tag).ifPresent(t -> TypeBody.of(t, true)));
            questions.add(() -> catalog.get().tagged(tag).ifPresent(t -> text(Value.at(t, STACK, data.virtual()))));
        }
        questions.add(() -> catalog.get().names(Kind.CONSTANT, "", 1000));
        questions.add(() -> catalog.get().allTagged("thread"));
        questions.add(() -> catalog.get().variable("clv").ifPresent(v -> TypeText.declaration(v.type(), v.name())));
        questions.add(() -> catalog.get().function("schedule").ifPresent(t -> TypeText.declaration(t, "schedule")));
        questions.add(() -> catalog.get().elsewhere());
        answered(questions);
    }

    private static String text(Value value) {
        return new ValueText((char) 0, _ -> "").of(value);
    }

    private static void code(ElfFile elf) throws MalformedFileException {
        Optional<DebugInfo> info = DebugInfo.of(elf);
        Optional<TypeCatalog> catalog = TypeCatalog.of(elf);
        if (info.isEmpty() || catalog.isEmpty()) {
            return;
        }
        LocalVariables variables = new LocalVariables(catalog.get(), info.get());
        for (int i = 0; i < addresses.size(); i++) {
            long pc = addresses.get(i);
            long caller = addresses.get((i + 1) % addresses.size());
            answered(List.of(
                    () -> info.get().line(pc),
                    () -> info.get().tailCalls(pc, caller),
                    () -> variables(info.get().scopes(pc), variables, pc, caller)));
        }
    }

    private static void variables(List<CodeScope> scopes, LocalVariables variables, long pc, long callerPc)
            throws MalformedFileException {
        FrameState caller = state(callerPc, Optional.empty());
        FrameState frame = state(pc, Optional.of(caller));
        for (CodeScope scope : scopes) {
            variables.arguments(scope, scopes.getLast(), frame).forEach(v -> text(v.value()));
            variables.locals(scope, scopes.getLast(), frame).forEach(v -> text(v.value()));
        }
    }

    private static FrameState state(long pc, Optional<FrameState> caller) {
        Map<Integer, Long> registers = new HashMap<>();
        for (int i = 0; i < 17; i++) {
            registers.put(i, STACK + 64L * i);
        }
        return new FrameState(pc, Registers.of(registers), OptionalLong.of(STACK), data.virtual(), () -> caller);
    }

    @Test
    void undamagedImageAnswersEverything() throws IOException {
        assertThat(ask(image.elf())).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".debug_info",
                ".debug_abbrev",
                ".debug_line",
                ".debug_line_str",
                ".debug_str",
                ".debug_rnglists",
                ".debug_loclists",
                ".debug_aranges",
                ".eh_frame"
            })
    void changedBytesGiveResultOrError(String name) throws IOException {
        Optional<ElfSection> found = image.elf().section(name);
        assertThat(found).as(name).isPresent();
        ElfSection section = found.orElseThrow();
        Random random = new Random(SEED + name.hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = whole.clone();
            int first = (int) section.offset();
            int size = (int) section.size();
            if (round % 8 == 7) {
                // truncated: the rest of the section is zeros, or is replaced by what follows
                int cut = random.nextInt(size);
                Arrays.fill(bytes, first + cut, first + size, (byte) (random.nextBoolean() ? 0 : 0xff));
            }
            for (int i = 0; i <= round % 4; i++) {
                int at = first + random.nextInt(round % 2 == 0 ? Math.min(size, 256) : size);
                bytes[at] = (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt());
            }
            try (MappedFile damaged = MappedFile.open(Files.write(dir.resolve("damaged"), bytes))) {
                ask(ElfFile.open(damaged));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("%s, seed %d, round %d".formatted(name, SEED, round), e);
            }
        }
    }
}
