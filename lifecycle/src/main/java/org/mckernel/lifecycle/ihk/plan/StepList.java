package org.mckernel.lifecycle.ihk.plan;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.lifecycle.node.Step;

/** Collects the steps of a plan. */
public final class StepList {
    private final List<Step> steps = new ArrayList<>();

    public void add(String name, String precondition, String effect, String undo, Step.Action action) {
        add(name, precondition, effect, undo, List.of(), action);
    }

    public void add(
            String name, String precondition, String effect, String undo, List<String> details, Step.Action action) {
        steps.add(new Step(name, precondition, effect, undo, details, action));
    }

    public List<Step> list() {
        return List.copyOf(steps);
    }
}
