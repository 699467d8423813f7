package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.expression.NumberText;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.expression.ValueText;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeBody;
import org.mckernel.dump.type.TypeText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Evaluation;
import org.mckernel.eclair.session.Session;

/**
 * Values and types by C expressions: {@code print} and {@code ptype} as in gdb, {@code struct} and lists as in crash.
 */
final class ValueCommands {
    private static final Pattern FORMAT = Pattern.compile("[" + NumberText.LETTERS + "]?");
    private static final Pattern PRETTY = Pattern.compile("-pretty\\s+(?:--\\s+)?(.*)", Pattern.DOTALL);
    private static final Pattern STRUCTURE =
            Pattern.compile("(?:(?:struct|union)\\s+)?(\\w+)((?:\\.[\\w.,]+)?)(?:\\s+(.+))?");

    /** An address of the kernel rather than a number. */
    private static final Pattern ADDRESS = Pattern.compile("0x[fF]{3}[0-9a-fA-F]{13}");

    private ValueCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("print", "p", "inspect", "output", "call"),
                        "[/FMT] [-pretty] EXPRESSION",
                        "the value of a C expression: members, casts, elements, sizeof, $registers, $1 for what was"
                                + " shown",
                        "print clv[0].current->proc->pid",
                        ValueCommands::print),
                new Command(
                        List.of("ptype"),
                        "[/o] TYPE|EXPRESSION",
                        "what a type consists of; /o with offsets, sizes and holes",
                        "ptype /o struct list_head",
                        ValueCommands::ptype),
                new Command(
                        List.of("whatis"),
                        "TYPE|EXPRESSION",
                        "the name of a type, or of an expression's type; of a number in hexadecimal, what that address"
                                + " belongs to",
                        "whatis clv[0].current",
                        ValueCommands::whatis),
                new Command(
                        List.of("struct", "union"),
                        "NAME[.MEMBER,…] [ADDRESS]",
                        "a structure with its offsets, or what stands at an address, as in crash",
                        "struct list_head &clv[2].runq",
                        ValueCommands::struct));
    }

    static <T> T typed(Supplier<T> body) throws CommandException {
        try {
            return body.get();
        } catch (BadTypeException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static char letter(String format) throws CommandException {
        if (!FORMAT.matcher(format).matches()) {
            throw new CommandException("/%s: expected one of %s"
                    .formatted(
                            format,
                            String.join(" ", NumberText.LETTERS.split("", -1)).strip()));
        }
        return format.isEmpty() ? 0 : format.charAt(0);
    }

    private static Result print(Session session, Arguments arguments) throws CommandException {
        String text = arguments.text();
        String format = arguments.format();
        if (format.isEmpty() && text.startsWith("/")) {
            String[] parts = text.substring(1).split("\\s+", 2);
            format = parts[0];
            text = parts.length > 1 ? parts[1] : "";
        }
        Matcher pretty = PRETTY.matcher(text);
        boolean lines = pretty.matches();
        Evaluation evaluation = session.evaluation();
        Value value = evaluation.value(lines ? pretty.group(1) : text.isEmpty() ? "$" : text);
        ValueText writer =
                new ValueText(letter(format), FrameText.symbols(session)).pretty(lines || session.prettyPrint());
        String shown = typed(() -> writer.of(value));
        int number = evaluation.remember(value);
        JsonObject data = data(value, shown);
        data.addProperty("number", number);
        return new Result.Text("$%d = %s".formatted(number, shown).lines().toList(), data, writer.hasHoles());
    }

    private static JsonObject data(Value value, String shown) throws CommandException {
        JsonObject data = new JsonObject();
        data.addProperty("type", typed(() -> TypeText.name(value.type())));
        data.addProperty("value", shown);
        value.address().ifPresent(address -> data.addProperty("address", JsonRenderer.address(address)));
        return data;
    }

    private static Result ptype(Session session, Arguments arguments) throws CommandException {
        String text = arguments.text();
        boolean offsets = arguments.format().equals("o");
        if (text.startsWith("/o")) {
            offsets = true;
            text = text.substring(2).strip();
        }
        if (!arguments.format().isEmpty() && !offsets) {
            throw new CommandException("/%s: expected /o".formatted(arguments.format()));
        }
        return body(session.evaluation().type(new Arguments("", text).require("a type or an expression")), offsets);
    }

    private static Result body(CType type, boolean offsets) throws CommandException {
        JsonObject data = new JsonObject();
        List<String> lines = typed(() -> {
            data.addProperty("type", TypeText.name(type));
            type.size().ifPresent(size -> data.addProperty("size", size));
            if (type.real() instanceof CType.Aggregate aggregate) {
                data.add("members", members(aggregate));
            }
            return TypeBody.of(type, offsets);
        });
        return new Result.Text(lines, data, false);
    }

    private static JsonArray members(CType.Aggregate aggregate) {
        JsonArray members = new JsonArray();
        for (CType.Member member : aggregate.members()) {
            JsonObject one = new JsonObject();
            one.addProperty("name", member.name());
            one.addProperty("type", TypeText.name(member.type().get()));
            one.addProperty("offset", member.offset());
            member.type().get().size().ifPresent(size -> one.addProperty("size", size));
            if (member.isBitField()) {
                one.addProperty("bits", member.bits());
            }
            members.add(one);
        }
        return members;
    }

    private static Result whatis(Session session, Arguments arguments) throws CommandException {
        String text = arguments.require("a type or an expression");
        if (ADDRESS.matcher(text).matches()) {
            return SymbolCommands.owner(session, arguments);
        }
        CType type = session.evaluation().type(text);
        boolean name = type instanceof CType.Typedef typedef && typedef.name().equals(text);
        String shown =
                typed(() -> TypeText.name(name ? ((CType.Typedef) type).target().get() : type));
        JsonObject data = new JsonObject();
        data.addProperty("type", shown);
        return new Result.Text(List.of("type = " + shown), data, false);
    }

    private static Result struct(Session session, Arguments arguments) throws CommandException {
        Matcher matcher = STRUCTURE.matcher(arguments.require("a structure's name"));
        if (!matcher.matches()) {
            throw new CommandException(
                    "%s: expected NAME, or NAME.MEMBER,…, and maybe an address".formatted(arguments.text()));
        }
        CType type = structure(session, matcher.group(1));
        if (matcher.group(3) == null) {
            if (!matcher.group(2).isEmpty()) {
                throw new CommandException("%s: needs an address".formatted(arguments.text()));
            }
            return body(type, true);
        }
        long address = session.evaluation().address(matcher.group(3));
        Value whole = Value.at(type, address, session.kernel().data().virtual());
        ValueText writer = new ValueText((char) 0, FrameText.symbols(session)).pretty(true);
        List<String> lines = new ArrayList<>();
        JsonArray values = new JsonArray();
        boolean holes = false;
        for (String path : matcher.group(2).isEmpty()
                ? List.of("")
                : List.of(matcher.group(2).substring(1).split(",", -1))) {
            Value value = part(whole, path);
            String shown = typed(() -> writer.of(value));
            holes |= writer.hasHoles();
            JsonObject one = data(value, shown);
            one.addProperty("name", path);
            values.add(one);
            lines.addAll(((path.isEmpty() ? "" : "  " + path + " = ") + shown)
                    .lines()
                    .toList());
        }
        JsonObject data = new JsonObject();
        data.addProperty("type", typed(() -> TypeText.name(type)));
        data.add("values", values);
        return new Result.Text(lines, data, holes);
    }

    static CType structure(Session session, String name) throws CommandException {
        for (String keyword : List.of("struct ", "union ", "")) {
            try {
                CType type = session.evaluation().type(keyword + name);
                if (typed(type::real) instanceof CType.Aggregate) {
                    return type;
                }
            } catch (CommandException e) {
                // the next spelling
            }
        }
        throw new CommandException("No struct or union type named %s.".formatted(name));
    }

    static Value part(Value whole, String path) throws CommandException {
        Value value = whole;
        for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            Value before = value;
            Optional<Value> member = typed(() -> before.member(name));
            value = member.orElseThrow(() -> new CommandException("There is no member named %s.".formatted(name)));
        }
        return value;
    }
}
