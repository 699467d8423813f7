package org.mckernel.eclair.command.value;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.symbol.Owners;
import org.mckernel.eclair.command.text.SymbolText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Evaluation;
import org.mckernel.eclair.session.Session;

/**
 * Values and types by C expressions: {@code print} and {@code ptype} as in gdb, {@code struct} and lists as in crash.
 */
public final class ValueCommands {
    private static final Pattern FORMAT = Pattern.compile("[" + NumberText.LETTERS + "]?");

    /** An address of the kernel rather than a number. */
    private static final Pattern ADDRESS = Pattern.compile("0x[fF]{3}[0-9a-fA-F]{13}");

    private static final String TYPE_OR_EXPRESSION = "TYPE|EXPRESSION";
    private static final Parameter<Character> LETTER =
            Parameter.format("FMT", Kind.word(Completion.NONE, ValueCommands::letter));
    private static final Parameter<Boolean> PRETTY = Parameter.flag("-pretty");
    private static final Parameter<String> EXPRESSION = Parameter.optional("EXPRESSION", Kinds.EXPRESSION);
    private static final Parameter<Boolean> OFFSETS =
            Parameter.format("o", Kind.word(Completion.NONE, ValueCommands::offsets));
    private static final Parameter<String> TYPE = Parameter.required(TYPE_OR_EXPRESSION, Kinds.TYPE_OR_EXPRESSION);
    private static final Parameter<StructureArgument> STRUCTURE =
            Parameter.required("NAME[.MEMBER,...]", StructureArgument.KIND);
    private static final Parameter<String> AT = Parameter.optional("ADDRESS", Kinds.EXPRESSION);

    private ValueCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("print", "p", "inspect", "output", "call")
                        .takes(LETTER, PRETTY, EXPRESSION)
                        .summary("the value of a C expression: members, casts, elements, sizeof, $registers, $1 for an"
                                + " earlier value")
                        .example("print clv[0].current->proc->pid")
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(ValueCommands::print),
                command("ptype")
                        .takes(OFFSETS, TYPE)
                        .summary("what a type consists of; /o with offsets, sizes and holes")
                        .example("ptype /o struct list_head")
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(ValueCommands::ptype),
                command("whatis")
                        .takes(TYPE)
                        .summary("the name of a type, or of an expression's type; of a number in hexadecimal, what that"
                                + " address belongs to")
                        .example("whatis clv[0].current")
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(ValueCommands::whatis),
                command("struct", "union")
                        .takes(STRUCTURE, AT)
                        .summary("a structure with its offsets, or its values at an address, as in crash")
                        .example("struct list_head &clv[2].runq")
                        .needs(Need.DEBUG_INFORMATION)
                        .runs(ValueCommands::struct));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.VALUES).needs(Need.IMAGE);
    }

    /** The result of a question about types, whose failures become the command's. */
    static <T> T typed(Supplier<T> body) throws CommandException {
        try {
            return body.get();
        } catch (BadTypeException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static char letter(String format) throws BadArgumentException {
        if (!FORMAT.matcher(format).matches()) {
            throw new BadArgumentException("/%s: expected one of %s"
                    .formatted(
                            format,
                            String.join(" ", NumberText.LETTERS.split("", -1)).strip()));
        }
        return format.isEmpty() ? 0 : format.charAt(0);
    }

    private static boolean offsets(String format) throws BadArgumentException {
        if (!format.equals("o")) {
            throw new BadArgumentException("/%s: expected /o".formatted(format));
        }
        return true;
    }

    private static Result print(Session session, Arguments arguments) throws CommandException {
        Evaluation evaluation = session.evaluation();
        Value value = evaluation.value(arguments.get(EXPRESSION).orElse("$"));
        ValueText writer = new ValueText(arguments.get(LETTER).orElse((char) 0), SymbolText.of(session))
                .pretty(arguments.has(PRETTY) || session.prettyPrint());
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
        return body(session.evaluation().type(arguments.require(TYPE)), arguments.has(OFFSETS));
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
        String text = arguments.require(TYPE);
        if (ADDRESS.matcher(text).matches()) {
            return Owners.of(session, Long.parseUnsignedLong(text.substring(2), 16));
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
        StructureArgument argument = arguments.require(STRUCTURE);
        CType type = argument.typeIn(session);
        Optional<String> at = arguments.get(AT);
        if (at.isEmpty()) {
            if (!argument.members().isEmpty()) {
                throw new CommandException("%s: needs an address".formatted(argument.text()));
            }
            return body(type, true);
        }
        long address = session.evaluation().address(at.get());
        Value whole = Value.at(type, address, session.kernel().data().virtual());
        ValueText writer = new ValueText((char) 0, SymbolText.of(session)).pretty(true);
        List<String> lines = new ArrayList<>();
        JsonArray values = new JsonArray();
        boolean holes = false;
        for (String path : argument.members().isEmpty() ? List.of("") : argument.members()) {
            Value value = StructureArgument.member(whole, path);
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
}
