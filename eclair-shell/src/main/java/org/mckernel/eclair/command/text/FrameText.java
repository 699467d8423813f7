package org.mckernel.eclair.command.text;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.expression.LocalVariables.Variable;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.dump.unwind.StopReason;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** One frame as a line, and as JSON. */
public final class FrameText {
    private static final int NAME_WIDTH = 56;
    private static final int INDENT = 8;

    private FrameText() {}

    /** {@code #3  on_page_fault ()   fault.c:98   by frame pointer}. */
    public static List<String> lines(Session session, StackView view, int index) throws CommandException {
        CodeFrame code = view.frames().get(index);
        Frame frame = code.frame();
        String name = code.function().isEmpty()
                ? "0x%x in ?? ()".formatted(frame.pc())
                : code.function() + " (" + arguments(session, view, index) + ")";
        String source = code.source()
                .orElseGet(() -> code.function().isEmpty()
                        ? "no code of the kernel"
                        : "0x%x <+%d>".formatted(frame.pc(), code.offset()));
        String trust = code.inlined()
                ? "inlined"
                : frame.trust().inferred() ? frame.trust().label() : "";
        return line(
                "#%-3d%s".formatted(code.number(), name),
                (source + (trust.isEmpty() ? "" : "  " + trust)).stripTrailing());
    }

    /** A frame's name, and what is known of it in a column of its own; on a line of its own if there is no room. */
    public static List<String> line(String left, String right) {
        int gap = Math.max(2, NAME_WIDTH - left.length());
        if (left.length() + gap + right.length() <= LineWrapper.WIDTH) {
            return List.of((left + " ".repeat(gap) + right).stripTrailing());
        }
        List<String> lines = new ArrayList<>(LineWrapper.line(left, INDENT));
        lines.add(" ".repeat(NAME_WIDTH) + right);
        return lines;
    }

    private static Optional<List<Variable>> known(Session session, StackView view, int index) throws CommandException {
        try {
            return session.locals().arguments(view, index);
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    /** Structures are not shown, as in gdb: a stack is to be read at a glance. */
    private static String arguments(Session session, StackView view, int index) throws CommandException {
        List<String> texts = new ArrayList<>();
        for (Variable variable : known(session, view, index).orElse(List.of())) {
            boolean scalar = VariableText.isScalar(variable);
            texts.add(variable.name() + "=" + (scalar ? VariableText.value(session, variable) : "..."));
        }
        return String.join(", ", texts);
    }

    /** The line between an entry into the kernel and the code that it interrupted. */
    public static String crossing(StackView view, int index) {
        int next = index + 1;
        if (next < view.frames().size()) {
            Frame frame = view.frames().get(next).frame();
            String fault = view.frames().get(index).function().contains("page_fault") ? "page fault: " : "";
            return "    --- %skernel code interrupted at 0x%x ---".formatted(fault, frame.pc());
        }
        return view.stack().stop() == StopReason.USER_MODE
                ? "    --- from " + view.stack().note() + " ---"
                : "    --- what was interrupted is unknown ---";
    }

    /** A frame's fields. */
    public static JsonObject json(Session session, StackView view, int index) throws CommandException {
        CodeFrame code = view.frames().get(index);
        Frame frame = code.frame();
        JsonObject object = new JsonObject();
        object.addProperty("number", code.number());
        object.addProperty("pc", JsonRenderer.address(frame.pc()));
        if (!code.function().isEmpty()) {
            object.addProperty("function", code.function());
            object.addProperty("offset", code.offset());
        }
        code.source().ifPresent(source -> object.addProperty("source", source));
        Optional<List<Variable>> arguments = known(session, view, index);
        if (arguments.isPresent()) {
            object.add("arguments", VariableText.json(session, arguments.get()));
        }
        object.addProperty("inlined", code.inlined());
        object.addProperty("trust", frame.trust().name().toLowerCase(Locale.ROOT));
        object.addProperty("entry", frame.entry());
        frame.cfa().ifPresent(cfa -> object.addProperty("cfa", JsonRenderer.address(cfa)));
        return object;
    }
}
