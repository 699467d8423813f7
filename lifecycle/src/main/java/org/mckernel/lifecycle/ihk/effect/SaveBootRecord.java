package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.Optional;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Writes the record for the shutdown. */
public record SaveBootRecord(NodeContext context, BootRecord record) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("record", SaveBootRecord::undo);

    private static final String OLD = "old\n";

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        return context.state().read(BootRecord.NAME).map(text -> OLD + text).orElse("");
    }

    @Override
    public void apply() throws IOException {
        context.state().write(BootRecord.NAME, Optional.of(record.text()));
    }

    static void undo(NodeContext context, String saved) throws IOException {
        context.state()
                .write(
                        BootRecord.NAME,
                        saved.startsWith(OLD) ? Optional.of(saved.substring(OLD.length())) : Optional.empty());
    }
}
