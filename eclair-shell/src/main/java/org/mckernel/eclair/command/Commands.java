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
        CommandTable[] table = new CommandTable[1];
        all.addAll(new ForeachCommands(() -> table[0]).all());
        all.addAll(TriageCommands.all());
        all.addAll(FrameCommands.all());
        all.addAll(ValueCommands.all());
        all.addAll(WalkCommands.all());
        all.addAll(ExamineCommands.all());
        all.addAll(RawCommands.all());
        all.addAll(CodeCommands.all());
        all.addAll(SearchCommands.all());
        all.addAll(TranslationCommands.all());
        all.addAll(MemoryCommands.all());
        all.addAll(GcoreCommand.all());
        all.addAll(SymbolCommands.all());
        all.addAll(SourceCommands.all());
        table[0] = new CommandTable(all);
        return table[0];
    }
}
