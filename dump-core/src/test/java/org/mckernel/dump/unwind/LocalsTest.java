package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.type.TypeCatalog;

/** Arguments of the captured practice kernel's frames, as its source passes them. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class LocalsTest {
    @Parameter
    PracticeMachine machine;

    private Stacks stacks;
    private Locals locals;

    @BeforeEach
    void open() throws Exception {
        stacks = new Stacks(machine.kernel());
        locals = new Locals(machine.data(), TypeCatalog.of(machine.image().elf()), stacks);
    }

    private StackView of(int tid) {
        return stacks.of(machine.kernel().threads().byTid(tid).orElseThrow());
    }

    private static int index(StackView view, String function) {
        return view.shape().indexOf(function);
    }

    private static List<String> names(Optional<List<Variable>> variables) {
        return variables.orElseThrow().stream().map(Variable::name).toList();
    }

    @Test
    void argumentsComeInTheirOrder() throws Exception {
        StackView view = of(403);

        assertThat(names(locals.arguments(view, index(view, "lock_both")))).containsExactly("first", "second");
        assertThat(names(locals.arguments(view, index(view, "lock_slow")))).containsExactly("lock", "self");
    }

    /** 403 is in {@code lock_both(&lock_b, &lock_c)}. */
    @Test
    void argumentsOfCallersAreRestoredThroughTheFramesBelow() throws Exception {
        StackView view = of(403);
        Value lock = locals.find(view, index(view, "lock_slow"), "lock").orElseThrow();
        Value self = locals.find(view, index(view, "lock_slow"), "self").orElseThrow();
        Value second = locals.find(view, index(view, "lock_both"), "second").orElseThrow();
        long expected = machine.data().symbol("lock_c").value();

        assertThat(lock.number()).isEqualTo(expected);
        assertThat(second.number()).isEqualTo(expected);
        assertThat(self.number()).isEqualTo(machine.thread(403));
    }

    @Test
    void anInlinedCallHasItsOwnVariablesInTheOrderOfItsEntry() throws Exception {
        StackView view = stacks.onCpu(3);

        assertThat(names(locals.arguments(view, index(view, "list_insert")))).containsExactly("after", "node");
        assertThat(locals.find(view, index(view, "enqueue"), "queue")
                        .orElseThrow()
                        .number())
                .as("the null pointer that was read through")
                .isZero();
        assertThat(names(locals.arguments(view, index(view, "enqueue")))).contains("queue");
    }

    @Test
    void variablesAreApartFromArguments() throws Exception {
        StackView view = of(202);
        int waits = index(view, "wait_for_reply");

        assertThat(names(locals.locals(view, waits))).containsExactlyInAnyOrder("request", "self");
        assertThat(names(locals.arguments(view, waits))).containsExactly("number");
        assertThat(locals.find(view, waits, "self").orElseThrow().number()).isEqualTo(machine.thread(202));
        assertThat(locals.find(view, waits, "number")).isPresent();
        assertThat(locals.find(view, waits, "nothing")).isEmpty();
    }

    @Test
    void whereThereIsNoFrameThereIsNothing() throws Exception {
        StackView view = of(202);

        assertThat(locals.arguments(view, view.frames().size())).isEmpty();
        assertThat(locals.locals(view, view.frames().size())).isEmpty();
        assertThat(locals.find(view, view.frames().size(), "self")).isEmpty();
        assertThat(locals.arguments(stacks.onCpu(0), 0)).as("a program").isEmpty();
    }

    @Test
    void withoutTypesThereAreNoVariables() throws Exception {
        StackView view = of(202);
        Locals none = new Locals(machine.data(), Optional.empty(), stacks);

        assertThat(none.arguments(view, 0)).isEmpty();
        assertThat(none.locals(view, 0)).isEmpty();
        assertThat(none.named(view.frames().getFirst().scope().orElseThrow(), 0))
                .isEmpty();
        assertThat(locals.named(
                                view.frames().getFirst().scope().orElseThrow(),
                                view.frames().getFirst().frame().lookupPc())
                        .orElseThrow())
                .extracting(n -> n.name())
                .contains("number", "self");
    }
}
