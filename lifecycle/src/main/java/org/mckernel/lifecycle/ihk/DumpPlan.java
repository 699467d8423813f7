package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.open.Dumps;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.OutputFile;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.Step;

/** The plan of a dump that IHK makes: one step, which stops the kernel, writes the file and resumes the kernel. */
final class DumpPlan {
    private DumpPlan() {}

    static Plan of(NodeContext context, DumpRequest request, OutputFile.Notes notes) {
        return new Plan(
                "dump",
                List.of(new Step(
                        "dump",
                        "booted",
                        "stop all CPUs, write level %d to %s, resume them".formatted(request.level(), request.file()),
                        "remove it",
                        OutputFile.action(
                                request.file(),
                                request.force(),
                                partial -> {
                                    Files.createFile(partial);
                                    context.driver().dump(OsInstance.INDEX, request, partial);
                                },
                                file -> Dumps.open(file).close(), // as any reader opens it
                                notes))));
    }

    /** Records the level: IHK uses the level of the last dump when Linux panics, too. */
    static void saveLevel(NodeContext context, int level) throws IOException {
        if (context.state().exists() && context.state().read(BootRecord.NAME).isPresent()) {
            BootRecord record = BootRecord.read(context.state());
            record.keepWord(BootRecord.LEVEL, Integer.toString(level));
            context.state().write(BootRecord.NAME, Optional.of(record.text()));
        }
    }
}
