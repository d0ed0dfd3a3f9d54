package org.relais.action.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.input.Fault;
import org.relais.input.FaultCode;

/**
 * Ways through steps that an organiser wrote down: each must lead to the end, and each step must be on one of them. Steps
 * that can go round in circles are refused, since nobody would ever come to their end.
 *
 * @param steps in the order in which they come unless one leads elsewhere
 */
public record StepPaths(List<? extends Node> steps) {
    /** Where a step leads that is the last one. */
    public static final String END = "end";

    public StepPaths {
        steps = List.copyOf(steps);
    }

    /** A step, and where it leads. */
    public interface Node {
        String id();

        List<? extends Branch> options();

        /** Id of the step after it, {@link #END}, or null for the one that follows. */
        @Nullable
        String next();

        /** Whether somebody may leave a step that has options without choosing one. */
        default boolean passable() {
            return false;
        }
    }

    /** An answer to choose, and where it leads; null: where its step leads. */
    public interface Branch {
        @Nullable
        String next();
    }

    private record Way(String field, @Nullable String wanted, Optional<Integer> target) {}

    /** The place of the step after this one; empty at the end. */
    public Optional<Integer> after(int place, @Nullable Branch chosen) {
        String wanted = chosen != null && chosen.next() != null
                ? chosen.next()
                : steps.get(place).next();
        return target(place, wanted);
    }

    /** The place of the step with this id; empty when there is none. */
    public Optional<Integer> place(String id) {
        for (int at = 0; at < steps.size(); at++) {
            if (steps.get(at).id().equals(id)) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** The place that a step or option leads to by its {@code next}; empty for the end, or for a step there is not. */
    public Optional<Integer> target(int from, @Nullable String wanted) {
        if (wanted == null) {
            return from + 1 < steps.size() ? Optional.of(from + 1) : Optional.empty();
        }
        return wanted.equals(END) ? Optional.empty() : place(wanted);
    }

    /** How many steps the longest way from this one has, itself included. */
    public int longest(int from) {
        return 1
                + ways(from).stream()
                        .flatMap(way -> way.target().stream())
                        .distinct()
                        .mapToInt(this::longest)
                        .max()
                        .orElse(0);
    }

    /** What is wrong with them, by field; empty when nothing is. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        sameIds(faults);
        targets(faults);
        if (faults.isEmpty()) {
            walk(0, new HashSet<>(), new HashSet<>(), faults);
        }
        if (faults.isEmpty()) {
            unreached(faults);
        }
        return faults;
    }

    private void sameIds(List<Fault> faults) {
        Set<String> ids = new HashSet<>();
        for (int at = 0; at < steps.size(); at++) {
            if (!ids.add(steps.get(at).id())) {
                faults.add(Fault.of("steps[" + at + "].id", FaultCode.STEP_TWICE));
            }
        }
    }

    private void targets(List<Fault> faults) {
        for (int at = 0; at < steps.size(); at++) {
            for (Way way : ways(at)) {
                if (way.wanted() != null
                        && !way.wanted().equals(END)
                        && way.target().isEmpty()) {
                    faults.add(Fault.of(way.field(), FaultCode.STEP_UNKNOWN, END));
                }
            }
        }
    }

    /**
     * Depth first; there are at most as many steps as somebody has patience for, so this never goes deep.
     *
     * @param above the steps on the way to this one
     */
    private void walk(int at, Set<Integer> above, Set<Integer> done, List<Fault> faults) {
        above.add(at);
        for (Way way : ways(at)) {
            Integer target = way.target().orElse(null);
            if (target == null || done.contains(target)) {
                continue;
            }
            if (above.contains(target)) {
                faults.add(Fault.of(
                        way.field(), FaultCode.SCRIPT_CIRCLE, steps.get(target).id()));
            } else {
                walk(target, above, done, faults);
            }
        }
        above.remove(at);
        done.add(at);
    }

    /** The first that no way leads to. */
    private void unreached(List<Fault> faults) {
        Set<Integer> reached = new HashSet<>();
        reach(0, reached);
        for (int at = 0; at < steps.size() && faults.isEmpty(); at++) {
            if (!reached.contains(at)) {
                faults.add(Fault.of("steps[" + at + "]", FaultCode.STEP_UNREACHED));
            }
        }
    }

    private void reach(int at, Set<Integer> reached) {
        if (reached.add(at)) {
            ways(at).forEach(way -> way.target().ifPresent(target -> reach(target, reached)));
        }
    }

    /** Where a step can lead: by each of its options, and by itself where no option decides. */
    private List<Way> ways(int at) {
        Node step = steps.get(at);
        String field = "steps[" + at + "]";
        List<Way> ways = new ArrayList<>();
        boolean decided = !step.passable()
                && !step.options().isEmpty()
                && step.options().stream().allMatch(option -> option.next() != null);
        if (!decided || step.next() != null) {
            ways.add(new Way(field + ".next", step.next(), target(at, step.next())));
        }
        for (int place = 0; place < step.options().size(); place++) {
            String next = step.options().get(place).next();
            if (next != null) {
                ways.add(new Way(field + ".options[" + place + "].next", next, target(at, next)));
            }
        }
        return ways;
    }
}
