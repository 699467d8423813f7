package org.mckernel.eclair.shell;

import java.util.List;
import java.util.OptionalInt;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Completes commands, thread numbers, symbols and files. */
final class ShellCompleter implements Completer {
    private static final int MOST = 500;

    private final Session session;
    private final Interpreter interpreter;
    private final FileNameCompleter files = new FileNameCompleter();

    ShellCompleter(Session session, Interpreter interpreter) {
        this.session = session;
        this.interpreter = interpreter;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String before = line.line().substring(0, Math.min(line.cursor(), line.line().length())).stripLeading();
        String word = line.word();
        for (String name : interpreter.names()) {
            if (name.startsWith(before) && !before.isEmpty()) {
                String rest = name.substring(before.length() - word.length());
                candidates.add(new Candidate(rest));
            }
        }
        if (line.wordIndex() == 0) {
            return;
        }
        String command = line.words().getFirst();
        if (command.equals("source") || before.contains(">")) {
            files.complete(reader, line, candidates);
            return;
        }
        try {
            if (command.equals("thread") || command.equals("bt")) {
                for (ThreadView thread : session.kernel().threads().all()) {
                    OptionalInt tid = thread.tid();
                    if (tid.isPresent() && !thread.isIdle()) {
                        candidates.add(new Candidate(Integer.toString(tid.getAsInt())));
                    }
                }
                return;
            }
            String start = word.startsWith("&") ? "&" : "";
            for (String name : session.kernel().data().image().symbols().names(word.substring(start.length()), MOST)) {
                candidates.add(new Candidate(start + name));
            }
        } catch (CommandException | MalformedFileException e) {
            // without a kernel there is nothing to complete
        }
    }
}
