package org.relais.console.action;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.action.Action;
import org.relais.console.PageRequest;
import org.relais.console.action.KindPages.Step;
import org.relais.input.Fault;

/** What keeps a draft from being opened, each thing once, with the page where it is mended. */
final class ActionObstacles {
    private static final String CHANNELS = "channels";

    private ActionObstacles() {}

    /**
     * @param steps what the kind asks for
     * @param obstacles everything that opening would be refused for
     * @param receiving how many people it would be offered to
     */
    static List<Step> in(PageRequest visit, Action action, List<Step> steps, List<Fault> obstacles, long receiving) {
        List<Step> all = new ArrayList<>();
        List<Fault> left = new ArrayList<>(obstacles);
        for (Step step : steps) {
            List<Fault> own = left.stream()
                    .filter(fault -> step.fields().contains(fault.field()))
                    .toList();
            left.removeAll(own);
            all.add(own.isEmpty() || !step.done() ? step : step.faulty(words(visit, own)));
        }
        Map<String, List<Fault>> elsewhere = left.stream()
                .collect(Collectors.groupingBy(ActionObstacles::page, LinkedHashMap::new, Collectors.toList()));
        elsewhere.forEach((page, faults) -> all.add(new Step(
                visit.text("action.step." + page), words(visit, faults), path(action, page), false, Set.of())));
        // Without a channel there is nobody either, and that is said already.
        if (receiving == 0 && !elsewhere.containsKey(CHANNELS)) {
            all.add(new Step(
                    visit.text("action.field.who"),
                    visit.text("action.nobody"),
                    path(action, "edit#for"),
                    false,
                    Set.of()));
        }
        return all;
    }

    private static String words(PageRequest visit, List<Fault> faults) {
        return faults.stream().map(visit::fault).distinct().collect(Collectors.joining(" "));
    }

    private static String page(Fault fault) {
        return switch (fault.field()) {
            case "channel" -> CHANNELS;
            case "origin" -> "calling";
            case "declaration", "declaration.kind" -> "declaration";
            default -> fault.field().startsWith("organisation.") ? "settings" : "edit";
        };
    }

    private static String path(Action action, String page) {
        return switch (page) {
            case CHANNELS, "settings" -> "/" + page;
            case "declaration" -> "/actions/" + action.id() + "/edit#declaration-part";
            default -> "/actions/" + action.id() + "/" + page;
        };
    }
}
