package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.ihk.context.Holdings;
import org.mckernel.lifecycle.ihk.context.Site;
import org.mckernel.lifecycle.node.NodeException;

/** Takes CPUs from Linux. */
public record ReserveCpus(Site site, List<Integer> cpus) implements Effect {
    @Override
    public Kind kind() {
        return Kind.CPUS;
    }

    @Override
    public String saved() throws IOException, NodeException {
        return Holdings.of(site).cpus().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        site.driver().reserveCpus(cpus);
    }

    static void undo(Site site, String saved) throws IOException, NodeException {
        if (!Holdings.possible(site)) {
            return;
        }
        List<String> before = Arrays.asList(saved.split(" "));
        List<Integer> taken = new ArrayList<>(site.driver().reservedCpus());
        taken.removeIf(cpu -> before.contains(Integer.toString(cpu)));
        if (!taken.isEmpty()) {
            site.driver().releaseCpus(taken);
        }
    }
}
