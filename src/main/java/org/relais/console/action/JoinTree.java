package org.relais.console.action;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.share.ShareFigures.Branch;

/**
 * Who brought whom, line by line, each person above those whom they brought.
 *
 * @param more how many lines are left out
 */
public record JoinTree(List<Line> lines, int more) {
    private static final int MOST = 1_000;
    private static final int DEEPEST = 8;

    public JoinTree {
        lines = List.copyOf(lines);
    }

    /**
     * @param depth 0 for those whom nobody brought by this message; from 8 on all the same
     * @param brought how many people they brought themselves
     * @param joinedAt null for those whom nobody brought by this message
     */
    public record Line(long contactId, String name, int depth, int brought, @Nullable Instant joinedAt) {}

    /** @param names of those whom nobody brought; who is not in it has been erased */
    static JoinTree of(List<Branch> branches, Map<Long, String> names) {
        Map<Long, List<Branch>> below = new LinkedHashMap<>();
        Set<Long> brought = new HashSet<>();
        for (Branch branch : branches) {
            below.computeIfAbsent(branch.broughtBy(), id -> new ArrayList<>()).add(branch);
            brought.add(branch.contactId());
        }
        List<Line> lines = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        below.keySet().stream().filter(id -> !brought.contains(id)).forEach(root -> {
            boolean known = names.containsKey(root);
            lines.add(new Line(
                    known ? root : 0,
                    names.getOrDefault(root, ""),
                    0,
                    below.getOrDefault(root, List.of()).size(),
                    null));
            walk(root, 1, below, seen, lines);
        });
        return new JoinTree(lines.stream().limit(MOST).toList(), Math.max(0, lines.size() - MOST));
    }

    /** People who became one may stand in a circle: nobody is shown twice. */
    private static void walk(long above, int depth, Map<Long, List<Branch>> below, Set<Long> seen, List<Line> lines) {
        for (Branch branch : below.getOrDefault(above, List.of())) {
            if (seen.add(branch.contactId())) {
                lines.add(new Line(
                        branch.contactId(),
                        branch.name(),
                        Math.min(depth, DEEPEST),
                        below.getOrDefault(branch.contactId(), List.of()).size(),
                        branch.joinedAt()));
                walk(branch.contactId(), depth + 1, below, seen, lines);
            }
        }
    }
}
