package org.relais.action.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallScript.Option;
import org.relais.action.call.CallScript.Step;
import org.relais.input.Fault;
import org.relais.input.FaultCode;

/**
 * Walk along every way through a script: each must lead to its end, and each step must be on one of them. A script that can
 * go round in circles is refused, since a volunteer would never come to the result.
 */
final class CallScriptPaths {
    private final CallScript script;
    private final List<Fault> faults = new ArrayList<>();

    private record Way(String field, @Nullable String wanted, Optional<Integer> target) {}

    private CallScriptPaths(CallScript script) {
        this.script = script;
    }

    /** What is wrong with the ways through a script; empty when nothing is. */
    static List<Fault> check(CallScript script) {
        CallScriptPaths paths = new CallScriptPaths(script);
        paths.sameIds();
        paths.targets();
        if (paths.faults.isEmpty()) {
            paths.walk(0, new HashSet<>(), new HashSet<>());
            paths.unreached();
        }
        return paths.faults;
    }

    private void sameIds() {
        Set<String> ids = new HashSet<>();
        for (int at = 0; at < script.steps().size(); at++) {
            if (!ids.add(script.steps().get(at).id())) {
                fault("steps[" + at + "].id", FaultCode.STEP_TWICE);
            }
        }
    }

    private void targets() {
        for (int at = 0; at < script.steps().size(); at++) {
            for (Way way : ways(at)) {
                if (way.wanted() != null
                        && !way.wanted().equals(CallScript.END)
                        && way.target().isEmpty()) {
                    fault(way.field(), FaultCode.STEP_UNKNOWN, CallScript.END);
                }
            }
        }
    }

    /**
     * Depth first; a script has at most as many steps as a call has minutes, so this never goes deep.
     *
     * @param above the steps on the way to this one
     */
    private void walk(int at, Set<Integer> above, Set<Integer> done) {
        above.add(at);
        for (Way way : ways(at)) {
            Integer target = way.target().orElse(null);
            if (target == null || done.contains(target)) {
                continue;
            }
            if (above.contains(target)) {
                fault(
                        way.field(),
                        FaultCode.SCRIPT_CIRCLE,
                        script.steps().get(target).id());
            } else {
                walk(target, above, done);
            }
        }
        above.remove(at);
        done.add(at);
    }

    private void unreached() {
        Set<Integer> reached = new HashSet<>();
        reach(0, reached);
        for (int at = 0; at < script.steps().size(); at++) {
            if (!reached.contains(at) && faults.isEmpty()) {
                fault("steps[" + at + "]", FaultCode.STEP_UNREACHED);
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
        Step step = script.steps().get(at);
        String field = "steps[" + at + "]";
        List<Way> ways = new ArrayList<>();
        boolean decided =
                !step.options().isEmpty() && step.options().stream().allMatch(option -> option.next() != null);
        if (!decided || step.next() != null) {
            ways.add(new Way(field + ".next", step.next(), script.target(at, step.next())));
        }
        for (int place = 0; place < step.options().size(); place++) {
            Option option = step.options().get(place);
            if (option.next() != null) {
                ways.add(new Way(
                        field + ".options[" + place + "].next", option.next(), script.target(at, option.next())));
            }
        }
        return ways;
    }

    private void fault(String field, FaultCode code, Object... values) {
        faults.add(Fault.of(field, code, values));
    }
}
