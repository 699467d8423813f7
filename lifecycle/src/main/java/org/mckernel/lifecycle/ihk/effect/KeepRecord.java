package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.Optional;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Site;

/** Leaves the record for the shutdown. */
public record KeepRecord(Site site, BootRecord record) implements Effect {
    private static final String OLD = "old\n";

    @Override
    public Kind kind() {
        return Kind.RECORD;
    }

    @Override
    public String saved() throws IOException {
        return site.state().read(BootRecord.NAME).map(text -> OLD + text).orElse("");
    }

    @Override
    public void apply() throws IOException {
        site.state().write(BootRecord.NAME, Optional.of(record.text()));
    }

    static void undo(Site site, String saved) throws IOException {
        site.state()
                .write(
                        BootRecord.NAME,
                        saved.startsWith(OLD) ? Optional.of(saved.substring(OLD.length())) : Optional.empty());
    }
}
