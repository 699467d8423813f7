package org.mckernel.eclair.command.value;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.type.CType;
import org.mckernel.eclair.command.ArgumentText;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * A structure and members of it as users of crash write them: {@code thread.tid,status}.
 *
 * @param text as it was written
 * @param members paths of members; empty for all of them
 */
public record StructureArgument(String text, String name, List<String> members) {
    /** A structure, after {@code struct} or {@code union} if the user likes. */
    public static final Kind<StructureArgument> KIND = Kind.of(Completion.STRUCTURE, StructureArgument::read);

    /** The same with the one member that links structures. */
    public static final Kind<StructureArgument> LINK = Kind.of(Completion.STRUCTURE, text -> {
        StructureArgument link = read(text);
        if (link.members().size() != 1) {
            throw new BadArgumentException("%s: expected STRUCT.MEMBER".formatted(link.text()));
        }
        return link;
    });

    private static final Pattern FORM = Pattern.compile("(\\w+)(?:\\.([\\w.,]+))?");

    private static StructureArgument read(ArgumentText text) throws BadArgumentException {
        String word = text.word();
        if ((word.equals("struct") || word.equals("union")) && !text.atEnd()) {
            word = text.word();
        }
        Matcher form = FORM.matcher(word);
        if (!form.matches()) {
            throw new BadArgumentException("%s: expected a structure, or STRUCT.MEMBER".formatted(word));
        }
        return new StructureArgument(
                word,
                form.group(1),
                form.group(2) == null ? List.of() : List.of(form.group(2).split(",", -1)));
    }

    /**
     * The structure's type.
     *
     * @throws CommandException when there is none of that name
     */
    public CType typeIn(Session session) throws CommandException {
        for (String keyword : List.of("struct ", "union ", "")) {
            try {
                CType type = session.evaluation().type(keyword + name);
                if (ValueCommands.typed(type::real) instanceof CType.Aggregate) {
                    return type;
                }
            } catch (CommandException e) {
                // the next spelling
            }
        }
        throw new CommandException("No struct or union type named %s.".formatted(name));
    }

    /**
     * A member of a structure, by its path; the structure itself for an empty one.
     *
     * @throws CommandException when there is no such member
     */
    static Value member(Value whole, String path) throws CommandException {
        Value value = whole;
        for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            Value before = value;
            Optional<Value> member = ValueCommands.typed(() -> before.member(name));
            value = member.orElseThrow(() -> new CommandException("There is no member named %s.".formatted(name)));
        }
        return value;
    }
}
