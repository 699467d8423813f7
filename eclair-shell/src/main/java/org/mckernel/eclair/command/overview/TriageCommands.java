package org.mckernel.eclair.command.overview;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.triage.AnalysisContext;
import org.mckernel.dump.triage.Finding;
import org.mckernel.dump.triage.LockSurvey;
import org.mckernel.dump.triage.LockWait;
import org.mckernel.dump.triage.Triage;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.text.SymbolText;
import org.mckernel.eclair.command.text.ThreadText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** What is wrong, with evidence. */
public final class TriageCommands {
    private static final int INDENT = 9;

    private TriageCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("triage")
                        .summary("what is wrong, with evidence and the commands that show it")
                        .runs(TriageCommands::triage),
                command("locks")
                        .summary("locks that threads wait for, who has them, who waits")
                        .runs(TriageCommands::locks));
    }

    private static Command.Builder command(String name) {
        return Command.named(name).topic(Topic.OVERVIEW).needs(Need.IMAGE).limitedWithout(Need.DEBUG_INFORMATION);
    }

    private static Result triage(Session session, Arguments arguments) throws CommandException {
        List<String> lines = new ArrayList<>();
        JsonArray findings = new JsonArray();
        for (Finding finding : Triage.of(session.scene())) {
            lines.addAll(LineWrapper.line("%-8s %s".formatted(finding.severity(), finding.title()), INDENT));
            finding.evidence().forEach(e -> lines.addAll(LineWrapper.line(" ".repeat(INDENT) + e, INDENT + 2)));
            lines.addAll(
                    LineWrapper.line(" ".repeat(INDENT) + "→ " + String.join(", ", finding.commands()), INDENT + 2));
            JsonObject one = new JsonObject();
            one.addProperty("severity", finding.severity().name().toLowerCase(Locale.ROOT));
            one.addProperty("title", finding.title());
            one.add("evidence", JsonRenderer.words(finding.evidence()));
            one.add("commands", JsonRenderer.words(finding.commands()));
            findings.add(one);
        }
        if (lines.isEmpty()) {
            lines.add("nothing found; that does not mean that nothing is wrong");
        }
        JsonObject data = new JsonObject();
        data.add("findings", findings);
        return new Result.Text(lines, data, false);
    }

    private static Result locks(Session session, Arguments arguments) throws CommandException {
        AnalysisContext scene = session.scene();
        LockSurvey survey = new LockSurvey(scene);
        Map<Long, List<LockWait>> byLock = new LinkedHashMap<>();
        survey.waits()
                .forEach(w ->
                        byLock.computeIfAbsent(w.lock(), _ -> new ArrayList<>()).add(w));
        List<List<LockWait>> rings = survey.cycles();
        List<List<Cell>> rows = new ArrayList<>();
        for (List<LockWait> waits : byLock.values()) {
            LockWait first = waits.getFirst();
            String symbol = SymbolText.nearest(session, first.lock());
            rows.add(List.of(
                    new Cell.Address(first.lock()),
                    Cell.word(symbol.replaceAll("[<>]", "")),
                    new Cell.Word(first.type()),
                    first.owner().isPresent()
                            ? new Cell.Word(ThreadText.name(first.owner().get()))
                            : new Cell.Absent("unknown"),
                    Cell.word(String.join(
                            ", ",
                            waits.stream()
                                    .map(LockWait::thread)
                                    .map(ThreadText::name)
                                    .toList())),
                    ring(rings, waits)));
        }
        return new Result.Table(
                "locks",
                List.of(
                        Column.word("lock", "Lock"),
                        Column.word("symbol", "Symbol"),
                        Column.word("type", "Type"),
                        Column.word("owner", "Owner"),
                        Column.word("waiters", "Waiting"),
                        Column.number("ring", "Deadlock")),
                rows,
                session.evaluation().catalog().isPresent()
                        ? List.of()
                        : List.of("without debug information it is unknown which locks threads wait for"));
    }

    /** The number of the ring of threads that wait for one another's locks, from 1. */
    private static Cell ring(List<List<LockWait>> rings, List<LockWait> waits) {
        for (int i = 0; i < rings.size(); i++) {
            if (!Collections.disjoint(rings.get(i), waits)) {
                return new Cell.Count(i + 1);
            }
        }
        return new Cell.Absent("");
    }
}
