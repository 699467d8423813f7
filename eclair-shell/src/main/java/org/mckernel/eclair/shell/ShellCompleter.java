package org.mckernel.eclair.shell;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.DieNameIndex;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.type.BadTypeException;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Syntax;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Completes commands, and their arguments by the kinds that the registry names. */
final class ShellCompleter implements Completer {
    private static final int MOST = 500;
    private static final Pattern MEMBER = Pattern.compile("(.*[\\w\\])])(\\.|->)(\\w*)");
    private static final Pattern NAME = Pattern.compile("(.*?)(\\w*)");
    private static final Pattern DEFINED = Pattern.compile("^\\S+\\s*=\\s*");
    private static final Pattern TAG = Pattern.compile(".*\\b(struct|union|enum)\\s+\\w*");

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
        names(before, word, candidates);
        if (line.wordIndex() == 0) {
            return;
        }
        if (before.contains(">") && !before.contains("->")) {
            files.complete(reader, line, candidates);
            return;
        }
        try {
            String expanded = interpreter.aliases().expand(before);
            if (arguments(expanded, word, candidates)) {
                files.complete(reader, line, candidates);
            }
        } catch (CommandException | MalformedFileException | BadTypeException e) {
            // without a kernel, or with damaged debug information, there is nothing to complete
        }
    }

    private void names(String before, String word, List<Candidate> candidates) {
        for (String name : interpreter.names()) {
            if (name.startsWith(before) && !before.isEmpty()) {
                candidates.add(new Candidate(name.substring(before.length() - word.length())));
            }
        }
    }

    /** Completes what follows a command's name; true if names of files complete it, too. */
    private boolean arguments(String line, String word, List<Candidate> candidates)
            throws CommandException, MalformedFileException {
        Optional<Syntax.Expected> expected = interpreter.registry().next(line);
        if (expected.isEmpty()) {
            return false;
        }
        expected.get().words().stream().filter(w -> w.startsWith(word)).forEach(w -> candidates.add(new Candidate(w)));
        boolean filed = false;
        for (Kind<?> kind : expected.get().kinds()) {
            String typed = expected.get().typed();
            if (kind.completion() == Completion.COMMAND || kind.completion() == Completion.DEFINITION) {
                String command = kind.completion() == Completion.COMMAND
                        ? typed
                        : DEFINED.matcher(typed).replaceFirst("");
                names(command, word, candidates);
                filed |= arguments(command, word, candidates);
            } else {
                filed |= kind.completion() == Completion.FILE;
                argument(kind, line, word, candidates);
            }
        }
        return filed;
    }

    private void argument(Kind<?> kind, String line, String word, List<Candidate> candidates)
            throws CommandException, MalformedFileException {
        switch (kind.completion()) {
            case NONE, COMMAND, DEFINITION, FILE -> {
                // nothing, or elsewhere
            }
            case WORDS -> kind.words().forEach(w -> candidates.add(new Candidate(w)));
            case COMMAND_NAME -> interpreter.names().forEach(n -> candidates.add(new Candidate(n)));
            case THREAD -> threads(candidates);
            case PROCESS -> processes(candidates);
            case CPU -> cpus(candidates);
            case REGISTER -> registers(candidates);
            case STRUCTURE -> {
                if (!members(true, word, candidates)) {
                    types(word, candidates, false);
                }
            }
            case EXPRESSION, TYPE_OR_EXPRESSION -> {
                boolean types = kind.completion() == Completion.TYPE_OR_EXPRESSION;
                if (!members(types, word, candidates)) {
                    boolean tag = TAG.matcher(line).matches();
                    if (tag || types) {
                        types(word, candidates, tag);
                    }
                    if (!tag) {
                        symbols(word, candidates);
                    }
                }
            }
        }
    }

    private void threads(List<Candidate> candidates) throws CommandException {
        for (ThreadView thread : session.kernel().threads().all()) {
            if (!thread.isIdle()) {
                number(thread.tid(), candidates);
            }
        }
    }

    private void processes(List<Candidate> candidates) throws CommandException {
        for (ProcessView process : session.kernel().processes().all()) {
            number(process.pid(), candidates);
        }
    }

    private static void number(OptionalInt number, List<Candidate> candidates) {
        number.ifPresent(n -> candidates.add(new Candidate(Integer.toString(n))));
    }

    private void cpus(List<Candidate> candidates) throws CommandException {
        McKernel kernel = session.kernel();
        for (CpuView cpu : kernel.cpus()) {
            candidates.add(new Candidate(Integer.toString(cpu.id())));
        }
    }

    private void registers(List<Candidate> candidates) throws CommandException {
        for (RegisterFile.Register register :
                session.kernel().data().architecture().registers().registers()) {
            candidates.add(new Candidate(register.name()));
        }
    }

    /**
     * Members of what is before a dot or an arrow; false if there is neither.
     *
     * @param structures whether a plain name before it is that of a structure
     */
    private boolean members(boolean structures, String word, List<Candidate> candidates) throws CommandException {
        Matcher member = MEMBER.matcher(word);
        if (!member.matches()) {
            return false;
        }
        String owner = member.group(1);
        CType type = structures && owner.matches("\\w+")
                ? session.evaluation().type("struct " + owner).real()
                : session.evaluation().type(owner).real();
        if (type instanceof CType.Pointer pointer) {
            type = pointer.target().get().real();
        }
        if (type instanceof CType.Aggregate aggregate) {
            for (CType.Member each : aggregate.members()) {
                if (each.name().startsWith(member.group(3)) && !each.name().isEmpty()) {
                    candidates.add(unfinished(owner + member.group(2) + each.name()));
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
            candidates.add(unfinished(name));
        }
        for (String name : tagsOnly ? List.<String>of() : catalog.names(DieNameIndex.Kind.TYPE, word, MOST)) {
            candidates.add(unfinished(name));
        }
    }

    private void symbols(String word, List<Candidate> candidates) throws CommandException, MalformedFileException {
        Matcher name = NAME.matcher(word);
        if (name.matches()) {
            for (String symbol : session.kernel().data().image().symbols().names(name.group(2), MOST)) {
                candidates.add(unfinished(name.group(1) + symbol));
            }
        }
    }

    /** One after which no blank is put: an expression goes on. */
    private static Candidate unfinished(String text) {
        return new Candidate(text, text, null, null, null, null, false);
    }
}
