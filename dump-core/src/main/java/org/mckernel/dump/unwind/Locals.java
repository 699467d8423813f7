package org.mckernel.dump.unwind;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.expr.FrameState;
import org.mckernel.dump.expression.LocalVariables;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.type.TypeCatalog;

/** Arguments and variables of the frames of a stack. Without debug information there are none. */
public final class Locals {
    private final Optional<LocalVariables> variables;
    private final VirtualMemory memory;

    /**
     * @param catalog types of the image, if it has any
     * @param stacks of the kernel
     */
    public Locals(KernelData data, Optional<TypeCatalog> catalog, Stacks stacks) {
        this.memory = data.virtual();
        this.variables = catalog.flatMap(types -> stacks.lines().info().map(info -> new LocalVariables(types, info)));
    }

    /** The arguments of a stack line, in order; empty without debug information. */
    public Optional<List<Variable>> arguments(StackView view, int index) throws MalformedFileException {
        return asked(view, index, LocalVariables::arguments);
    }

    /** The variables of a line of the stack, innermost block first; empty as above. */
    public Optional<List<Variable>> locals(StackView view, int index) throws MalformedFileException {
        return asked(view, index, LocalVariables::locals);
    }

    /** The variables in scope in a function or inlined call at an instruction; empty without debug information. */
    public Optional<List<LocalVariables.Named>> named(CodeScope scope, long pc) throws MalformedFileException {
        return variables.isPresent() ? Optional.of(variables.get().named(scope, pc)) : Optional.empty();
    }

    /** The variable or argument with a name in a stack line. */
    public Optional<Value> find(StackView view, int index, String name) throws MalformedFileException {
        Optional<Variable> local = named(locals(view, index), name);
        return (local.isPresent() ? local : named(arguments(view, index), name)).map(Variable::value);
    }

    private static Optional<Variable> named(Optional<List<Variable>> all, String name) {
        return all.orElse(List.of()).stream().filter(v -> v.name().equals(name)).findFirst();
    }

    /** One of the questions to {@link LocalVariables}. */
    @FunctionalInterface
    private interface Question {
        List<Variable> ask(LocalVariables variables, CodeScope scope, CodeScope function, FrameState frame)
                throws MalformedFileException;
    }

    private Optional<List<Variable>> asked(StackView view, int index, Question question) throws MalformedFileException {
        Optional<CodeScope> scope =
                index < view.frames().size() ? view.frames().get(index).scope() : Optional.empty();
        if (scope.isEmpty() || variables.isEmpty()) {
            return Optional.empty();
        }
        int last = index;
        while (view.frames().get(last).inlined() && last < view.frames().size() - 1) {
            last++;
        }
        CodeScope function = view.frames().get(last).scope().orElse(scope.get());
        Frame frame = view.frames().get(index).frame();
        return Optional.of(question.ask(
                variables.get(),
                scope.get(),
                function,
                state(view, view.stack().frames().indexOf(frame))));
    }

    private FrameState state(StackView view, int number) {
        List<Frame> frames = view.stack().frames();
        Frame frame = frames.get(number);
        boolean called = !frame.entry() && number < frames.size() - 1;
        return new FrameState(
                frame.lookupPc(),
                frame.registers(),
                frame.cfa(),
                memory,
                () -> called ? Optional.of(state(view, number + 1)) : Optional.empty());
    }
}
