package org.mckernel.eclair.shell;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.command.live.LiveCommands;
import org.mckernel.eclair.command.memory.CodeCommands;
import org.mckernel.eclair.command.memory.ExamineCommands;
import org.mckernel.eclair.command.memory.MemoryCommands;
import org.mckernel.eclair.command.memory.RawCommands;
import org.mckernel.eclair.command.memory.SearchCommands;
import org.mckernel.eclair.command.memory.TranslationCommands;
import org.mckernel.eclair.command.overview.OverviewCommands;
import org.mckernel.eclair.command.overview.TriageCommands;
import org.mckernel.eclair.command.process.GcoreCommand;
import org.mckernel.eclair.command.source.SourceCommands;
import org.mckernel.eclair.command.stack.FrameCommands;
import org.mckernel.eclair.command.stack.StackCommands;
import org.mckernel.eclair.command.symbol.ListingCommands;
import org.mckernel.eclair.command.symbol.SymbolCommands;
import org.mckernel.eclair.command.thread.ForeachCommands;
import org.mckernel.eclair.command.thread.ThreadCommands;
import org.mckernel.eclair.command.value.ValueCommands;
import org.mckernel.eclair.command.value.WalkCommands;

/** The commands of eclair. */
public final class Commands {
    private Commands() {}

    /** All of them, in the order in which help lists them. */
    public static Registry registry() {
        List<Command> all = new ArrayList<>();
        all.addAll(OverviewCommands.all());
        all.addAll(LiveCommands.all());
        all.addAll(ThreadCommands.all());
        all.addAll(StackCommands.all());
        all.addAll(ForeachCommands.all());
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
        all.addAll(ListingCommands.all());
        all.addAll(HelpCommand.all());
        all.addAll(SettingCommands.all());
        all.addAll(ShellCommands.all());
        return new Registry(all);
    }
}
