package org.mckernel.eclair.command;

import java.util.ArrayList;
import java.util.List;

/** The commands there are. */
public final class Commands {
    private Commands() {}

    /** All of them, in the order in which help lists them. */
    public static CommandTable table() {
        List<Command> all = new ArrayList<>();
        all.addAll(OrientationCommands.all());
        all.addAll(ThreadCommands.all());
        all.addAll(StackCommands.all());
        all.addAll(TriageCommands.all());
        all.addAll(FrameCommands.all());
        all.addAll(ValueCommands.all());
        all.addAll(ExamineCommands.all());
        all.addAll(SearchCommands.all());
        all.addAll(TranslationCommands.all());
        all.addAll(MemoryCommands.all());
        all.addAll(SymbolCommands.all());
        return new CommandTable(all);
    }
}
