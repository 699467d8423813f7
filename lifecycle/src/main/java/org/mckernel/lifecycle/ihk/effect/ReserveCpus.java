package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.node.NodeException;

/** Takes CPUs from Linux. */
public record ReserveCpus(NodeContext context, List<Integer> cpus) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("cpus", ReserveCpus::undo);

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException, NodeException {
        return IhkResources.of(context).cpus().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        context.driver().reserveCpus(cpus);
    }

    static void undo(NodeContext context, String saved) throws IOException, NodeException {
        if (!IhkResources.possible(context)) {
            return;
        }
        List<String> before = Arrays.asList(saved.split(" "));
        List<Integer> taken = new ArrayList<>(context.driver().reservedCpus());
        taken.removeIf(cpu -> before.contains(Integer.toString(cpu)));
        if (!taken.isEmpty()) {
            context.driver().releaseCpus(taken);
        }
    }
}
