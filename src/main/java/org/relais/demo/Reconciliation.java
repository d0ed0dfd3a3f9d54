package org.relais.demo;

import java.util.ArrayList;
import java.util.List;

/** What must agree when the play is over: each line compares what the service says with what was really done. */
public final class Reconciliation {
    private final List<String> lines = new ArrayList<>();
    private boolean balanced = true;

    /** Compares what the service's figures say with what the players and their phones know. */
    void agree(String what, long said, long done) {
        boolean agrees = said == done;
        balanced &= agrees;
        lines.add("  %s %s: %d%s".formatted(agrees ? "=" : "!", what, said, agrees ? "" : ", but really " + done));
    }

    void holds(String what, boolean holds) {
        balanced &= holds;
        lines.add("  %s %s".formatted(holds ? "=" : "!", what));
    }

    /** Whether everything agrees. */
    public boolean balanced() {
        return balanced;
    }

    /** A line each; those that don't agree begin with an exclamation mark. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
