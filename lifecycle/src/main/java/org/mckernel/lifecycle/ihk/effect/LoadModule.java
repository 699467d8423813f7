package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.List;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.node.NodeException;

/** Loads a kernel module, from CPU 0. */
public record LoadModule(NodeContext context, BootRecord record, String module, List<String> parameters)
        implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("module", LoadModule::undo);

    private static final String ABSENT = "absent ";

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        return (context.modules().loaded(module) ? "loaded " : ABSENT) + module;
    }

    @Override
    public void apply() throws IOException {
        context.modules().insert(context.installation().moduleFile(module), parameters.toArray(String[]::new));
        record.addModule(module.replace('-', '_'));
    }

    static void undo(NodeContext context, String saved) throws IOException, NodeException {
        if (saved.startsWith(ABSENT)) {
            unload(context, saved.substring(ABSENT.length()));
        }
    }

    /** Unloads a module, if it is loaded. */
    public static void unload(NodeContext context, String module) throws IOException {
        String name = module.replace('-', '_');
        if (context.modules().loaded(name)) {
            context.modules().remove(name);
        }
    }
}
