package org.mckernel.eclair.command.symbol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.VariableLocation;
import org.mckernel.dump.expression.LocalVariables.Named;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.type.TypeText;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.CodeLocation;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * {@code info scope}: what can be named at a place in the code, and where it is there. gdb lists all places that a
 * variable has in its function; here it is the one at that instruction.
 */
final class ScopeCommand {
    private static final Parameter<CodeLocation> LOCATION =
            Parameter.required("FUNCTION|FILE:LINE|*ADDRESS", Kinds.LOCATION);

    private ScopeCommand() {}

    static Command command() {
        return Command.named("info scope")
                .topic(Topic.SYMBOLS)
                .takes(LOCATION)
                .summary("what can be named at a place in the code, and where it is there")
                .example("info scope lock_slow")
                .needs(Need.IMAGE, Need.DEBUG_INFORMATION)
                .runs(ScopeCommand::run);
    }

    private static Result run(Session session, Arguments arguments) throws CommandException {
        CodeLocation location = arguments.require(LOCATION);
        long pc = location.addressIn(session);
        List<CodeScope> scopes = session.stacks().lines().scopes(pc);
        if (scopes.isEmpty()) {
            throw new CommandException("No debug information describes the code at 0x%x.".formatted(pc));
        }
        List<String> lines = new ArrayList<>();
        JsonArray variables = new JsonArray();
        for (CodeScope scope : scopes) {
            for (Named named : named(session, scope, pc)) {
                String place = place(session, named.place());
                String size = named.type().size().isPresent()
                        ? ", length " + named.type().size().getAsLong()
                        : "";
                lines.add("Symbol %s is %s%s.".formatted(named.name(), place, size));
                JsonObject one = new JsonObject();
                one.addProperty("name", named.name());
                one.addProperty("type", TypeText.name(named.type()));
                one.addProperty("place", place);
                one.addProperty("function", scope.name());
                variables.add(one);
            }
        }
        lines.addFirst(
                lines.isEmpty()
                        ? "No locals at 0x%x, in %s."
                                .formatted(pc, scopes.getFirst().name())
                        : "Scope for %s, at 0x%x:".formatted(location.text(), pc));
        JsonObject data = new JsonObject();
        data.addProperty("address", JsonRenderer.address(pc));
        data.add("variables", variables);
        return new Result.Text(lines, data, false);
    }

    private static List<Named> named(Session session, CodeScope scope, long pc) throws CommandException {
        try {
            return session.locals().named(scope, pc).orElse(List.of());
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static String place(Session session, VariableLocation place) throws CommandException {
        return switch (place) {
            case VariableLocation.Fixed fixed -> "static storage at address 0x%x".formatted(fixed.address());
            case VariableLocation.Register register -> "a variable in " + name(session, register.number());
            case VariableLocation.Indirect at ->
                "a variable at %s offset %d".formatted(name(session, at.number()), at.offset());
            case VariableLocation.FrameBase base -> "a variable at frame base offset %d".formatted(base.offset());
            case VariableLocation.Constant constant ->
                "a constant with value %d (0x%x)".formatted(constant.value(), constant.value());
            case VariableLocation.Computed _ -> "computed (print shows its value in a frame)";
            case VariableLocation.Nowhere _ -> "optimized out";
        };
    }

    private static String name(Session session, long number) throws CommandException {
        Optional<String> name = session.kernel().data().architecture().registers().registers().stream()
                .filter(r -> r.dwarf() == number)
                .map(RegisterFile.Register::name)
                .findFirst();
        return "$" + name.orElse("register" + number);
    }
}
