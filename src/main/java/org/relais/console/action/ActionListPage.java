package org.relais.console.action;

import io.vertx.core.Future;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionService;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.event.Event;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.home.ActionProgress;
import org.relais.console.home.HomeBoard.Acting;
import org.relais.organisation.Role;

/** The list of actions, each with how far it has come. */
public final class ActionListPage {
    private static final String PATH = "/actions";
    private static final int PAGE = 20;

    private final ActionService actions;
    private final FiguresCache figures;
    private final ActionProgress progress;
    private final List<ActionType> types;

    /** @param types that are offered where there is no action yet, in their order */
    ActionListPage(ActionService actions, FiguresCache figures, ActionProgress progress, List<ActionType> types) {
        this.actions = actions;
        this.figures = figures;
        this.progress = progress;
        this.types = List.copyOf(types);
    }

    /** Which actions are shown. */
    public enum Kind {
        ALL(),
        OPEN(ActionState.OPEN),
        DRAFT(ActionState.DRAFT),
        OVER(ActionState.ENDED, ActionState.CANCELLED);

        private final Set<ActionState> states;

        Kind(ActionState... states) {
            this.states = Set.of(states);
        }

        /** As it stands in addresses and keys of texts. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public String address() {
            return "/console" + PATH + (this == ALL ? "" : "?show=" + word());
        }

        static Kind of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst()
                    .orElse(ALL);
        }
    }

    /**
     * @param progress null for one that was never opened
     * @param event null for anything else, and as long as nothing is said of it
     */
    public record Listed(Action action, @Nullable Acting progress, @Nullable Event event) {
        /** When and where an event is; of anything else what its state began with. */
        public String when(PageRequest visit) {
            return event == null ? ActionWords.when(visit, action) : EventPages.shortly(visit, event);
        }
    }

    void mount(PageRoutes routes) {
        routes.get(PATH, Role.COORDINATOR, this::show);
    }

    private Future<PageResult> show(PageRequest visit) {
        Kind kind = Kind.of(visit.query("show").orElse(""));
        return actions.page(visit.actor(), kind.states, visit.query("before", Long.MAX_VALUE), PAGE + 1)
                .compose(found -> {
                    List<Action> page = found.stream().limit(PAGE).toList();
                    return figures.counts(visit.organisationId(), page)
                            .compose(counts -> progress.of(visit.organisationId(), page, counts.value())
                                    .map(far -> {
                                        Map<String, Object> model = new HashMap<>();
                                        model.put("actions", listed(page, far));
                                        model.put("kind", kind);
                                        model.put("types", types);
                                        model.put("next", found.size() > PAGE ? next(kind, page) : null);
                                        model.put("first", visit.query("before").isEmpty());
                                        model.put("countedAt", counts.since());
                                        return PageResult.page("action/list", model);
                                    }));
                });
    }

    private static List<Listed> listed(List<Action> page, ActionProgress.Standing standing) {
        Map<Long, Acting> far = standing.begun().stream()
                .collect(Collectors.toMap(each -> each.action().id(), Function.identity()));
        return page.stream()
                .map(action -> new Listed(
                        action, far.get(action.id()), standing.events().get(action.id())))
                .toList();
    }

    private static String next(Kind kind, List<Action> page) {
        return "/console" + PATH + "?show=" + kind.word() + "&before="
                + page.get(page.size() - 1).id();
    }
}
