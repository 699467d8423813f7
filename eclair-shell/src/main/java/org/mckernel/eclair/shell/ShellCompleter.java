package org.mckernel.eclair.shell;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.DieNameIndex;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Completes commands, thread numbers, types, members, symbols and files. */
final class ShellCompleter implements Completer {
    private static final int MOST = 500;
    private static final Set<String> FILES = Set.of("source", "directory", "gcore");
    private static final Set<String> THREADS = Set.of("thread", "bt", "foreach", "set", "tid", "task");
    private static final Set<String> TYPES =
            Set.of("struct", "union", "ptype", "whatis", "list_head", "rbtree", "tree");
    private static final Pattern MEMBER = Pattern.compile("(.*[\\w\\])])(\\.|->)(\\w*)");
    private static final Pattern NAME = Pattern.compile("(.*?)(\\w*)");

    private final Session session;
    private final Interpreter interpreter;
    private final FileNameCompleter files = new FileNameCompleter();

    ShellCompleter(Session session, Interpreter interpreter) {
        this.session = session;
        this.interpreter = interpreter;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String before = line.line()
                .substring(0, Math.min(line.cursor(), line.line().length()))
                .stripLeading();
        String word =
                line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
        for (String name : interpreter.names()) {
            if (name.startsWith(before) && !before.isEmpty()) {
                candidates.add(new Candidate(name.substring(before.length() - word.length())));
            }
        }
        if (line.wordIndex() == 0) {
            return;
        }
        String command = line.words().getFirst().replaceFirst("/.*", "");
        if (FILES.contains(command)
                || (before.contains(">") && !before.contains("->"))
                || before.matches(".*--program\\s+\\S*")) {
            files.complete(reader, line, candidates);
            return;
        }
        try {
            if (THREADS.contains(command)) {
                threads(candidates);
            } else if (!members(command, word, candidates)) {
                boolean tag = before.matches(".*\\b(struct|union|enum)\\s+\\w*");
                if (tag || TYPES.contains(command)) {
                    types(word, candidates, tag);
                }
                if (!tag) {
                    symbols(word, candidates);
                }
            }
        } catch (CommandException | MalformedFileException | BadTypeException e) {
            // without a kernel, or with damaged debug information, there is nothing to complete
        }
    }

    private void threads(List<Candidate> candidates) throws CommandException {
        for (ThreadView thread : session.kernel().threads().all()) {
            OptionalInt tid = thread.tid();
            if (tid.isPresent() && !thread.isIdle()) {
                candidates.add(new Candidate(Integer.toString(tid.getAsInt())));
            }
        }
    }

    /** Members of what stands before a dot or an arrow; answers false if neither does. */
    private boolean members(String command, String word, List<Candidate> candidates) throws CommandException {
        Matcher member = MEMBER.matcher(word);
        if (!member.matches()) {
            return false;
        }
        String owner = member.group(1);
        CType type = TYPES.contains(command) && owner.matches("\\w+")
                ? session.evaluation().type("struct " + owner).real()
                : session.evaluation().type(owner).real();
        if (type instanceof CType.Pointer pointer) {
            type = pointer.target().get().real();
        }
        if (type instanceof CType.Aggregate aggregate) {
            for (CType.Member each : aggregate.members()) {
                if (each.name().startsWith(member.group(3)) && !each.name().isEmpty()) {
                    candidates.add(plain(owner + member.group(2) + each.name()));
                }
            }
        }
        return true;
    }

    private void types(String word, List<Candidate> candidates, boolean tagsOnly)
            throws CommandException, MalformedFileException {
        TypeCatalog catalog = session.evaluation().catalog().orElse(null);
        if (catalog == null) {
            return;
        }
        for (String name : catalog.names(DieNameIndex.Kind.TAG, word, MOST)) {
            candidates.add(plain(name));
        }
        for (String name : tagsOnly ? List.<String>of() : catalog.names(DieNameIndex.Kind.TYPE, word, MOST)) {
            candidates.add(plain(name));
        }
    }

    private void symbols(String word, List<Candidate> candidates) throws CommandException, MalformedFileException {
        Matcher name = NAME.matcher(word);
        if (name.matches()) {
            for (String symbol : session.kernel().data().image().symbols().names(name.group(2), MOST)) {
                candidates.add(plain(name.group(1) + symbol));
            }
        }
    }

    /** One behind which no blank is put: an expression goes on. */
    private static Candidate plain(String text) {
        return new Candidate(text, text, null, null, null, null, false);
    }
}
