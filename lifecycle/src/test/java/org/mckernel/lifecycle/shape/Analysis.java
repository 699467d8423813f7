package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.dump.unwind.Stacks;
import org.mckernel.testdumps.model.Doing;
import org.mckernel.testdumps.model.MachineModel;
import org.mckernel.testdumps.model.ModelThread;

/** Holds what the analyser finds in a dump to the model. */
final class Analysis {
    private Analysis() {}

    /**
     * Every thread is found, with its numbers, its state and its chain of calls, and nothing else is.
     *
     * @param stopped whether the dump NMI saved registers
     */
    static int threads(McKernel kernel, MachineModel model, boolean stopped) {
        assertThat(kernel.notes()).isEmpty();
        assertThat(kernel.cpus()).hasSize(model.cpus());
        assertThat(kernel.threads().notes()).isEmpty();
        assertThat(kernel.threads().all()).hasSize(model.threads().size() + model.cpus());
        Stacks stacks = new Stacks(kernel);
        for (ModelThread thread : model.threads()) {
            thread(kernel, model, stacks, thread, stopped);
        }
        for (int cpu = 0; cpu < model.cpus(); cpu++) {
            ThreadView runs = kernel.threads().currentOf(cpu).orElseThrow();
            assertThat(runs.isIdle())
                    .as("CPU %d", cpu)
                    .isEqualTo(model.current(cpu).isEmpty());
            if (runs.isIdle() && stopped) {
                assertThat(stacks.of(runs).shape()).first().isEqualTo("halt_cpu");
                assertThat(stacks.of(runs).shape()).contains("idle_loop");
            }
        }
        return model.threads().size();
    }

    private static void thread(
            McKernel kernel, MachineModel model, Stacks stacks, ModelThread thread, boolean stopped) {
        ThreadView view = kernel.threads().byAddress(thread.address()).orElseThrow();
        boolean onCpu = model.current(thread.cpu()).equals(Optional.of(thread));
        assertThat(view.tid()).isEqualTo(OptionalInt.of(thread.tid()));
        assertThat(view.pid()).isEqualTo(OptionalInt.of(thread.process().pid()));
        assertThat(view.status()).isEqualTo(OptionalInt.of(thread.doing().status()));
        assertThat(view.cpu()).isEqualTo(OptionalInt.of(thread.cpu()));
        assertThat(view.current()).isEqualTo(onCpu ? OptionalInt.of(thread.cpu()) : OptionalInt.empty());
        StackView stack = stacks.of(view);
        String what = thread.doing() + ", thread " + thread.tid();
        List<String> functions =
                new ArrayList<>(stack.frames().stream().map(f -> f.function()).toList());
        Collections.reverse(functions);
        if (thread.doing().ended() || (onCpu && !stopped)) {
            assertThat(stack.saved().source()).as(what).isEqualTo(SavedRegisters.Source.NONE);
        } else if (onCpu && thread.doing() == Doing.USER && !functions.contains("panic")) {
            assertThat(stack.saved().source()).as(what).isEqualTo(SavedRegisters.Source.USER_MODE);
        } else if (functions.contains("panic")) {
            assertThat(functions).as(what).containsAll(Doing.WAKE.functions()).endsWith("halt_cpu");
        } else if (thread.doing().functions().isEmpty() || (!onCpu && thread.doing() == Doing.KERNEL)) {
            assertThat(functions).as(what).isEqualTo(List.of("thread_start"));
        } else {
            List<String> modelled = thread.doing().functions();
            assertThat(functions.subList(0, Math.min(modelled.size(), functions.size())))
                    .as(what)
                    .isEqualTo(modelled);
            assertThat(stack.stack().whole()).as(what).isTrue();
        }
    }
}
