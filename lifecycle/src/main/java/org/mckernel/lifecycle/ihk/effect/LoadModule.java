package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.List;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Site;
import org.mckernel.lifecycle.node.NodeException;

/** Loads a kernel module, from CPU 0. */
public record LoadModule(Site site, BootRecord record, String module, List<String> parameters) implements Effect {
    private static final String ABSENT = "absent ";

    @Override
    public Kind kind() {
        return Kind.MODULE;
    }

    @Override
    public String saved() throws IOException {
        return (site.modules().loaded(module) ? "loaded " : ABSENT) + module;
    }

    @Override
    public void apply() throws IOException {
        site.modules().insert(site.installation().moduleFile(module), parameters.toArray(String[]::new));
        record.addModule(module.replace('-', '_'));
    }

    static void undo(Site site, String saved) throws IOException, NodeException {
        if (saved.startsWith(ABSENT)) {
            unload(site, saved.substring(ABSENT.length()));
        }
    }

    /** Unloads a module, if it is loaded. */
    public static void unload(Site site, String module) throws IOException {
        String name = module.replace('-', '_');
        if (site.modules().loaded(name)) {
            site.modules().remove(name);
        }
    }
}
