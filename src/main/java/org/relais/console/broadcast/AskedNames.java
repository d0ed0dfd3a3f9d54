package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.audience.AnswerCondition;
import org.relais.audience.Audience;
import org.relais.audience.AudienceNameStore.ActionNamed;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.QuestionAsked;
import org.relais.console.PageRequest;

/** Titles and labels of the broadcasts and actions that audiences of a page name, read once for the page. */
public final class AskedNames {
    private static final String KEY = AskedNames.class.getName();
    private static final String ACTIONS = KEY + ".actions";

    private AskedNames() {}

    /** Reads them, for {@link BroadcastWords#audience}. */
    static Future<Void> load(BroadcastResults results, PageRequest visit, Collection<Audience> audiences) {
        Set<Long> named = audiences.stream()
                .flatMap(audience -> audience.broadcastIds().stream())
                .collect(Collectors.toSet());
        Set<Long> actions = audiences.stream()
                .flatMap(audience -> audience.actionIds().stream())
                .collect(Collectors.toSet());
        return results.asked(visit.organisationId(), named)
                .onSuccess(asked -> visit.context().put(KEY, asked))
                .compose(asked -> results.actions(visit.organisationId(), actions, 0))
                .onSuccess(found -> visit.context()
                        .put(ACTIONS, found.stream().collect(Collectors.toMap(ActionNamed::id, each -> each))))
                .mapEmpty();
    }

    /** A broadcast's title. */
    static String title(PageRequest visit, long broadcastId) {
        Map<Long, QuestionAsked> all = visit.context().get(KEY, Map.of());
        QuestionAsked asked = all.get(broadcastId);
        return asked == null
                ? visit.text("broadcast.answered.number", "id", Long.toString(broadcastId))
                : asked.title();
    }

    /** An action; one without a form whose title is its number when it was not read. */
    static ActionNamed action(PageRequest visit, long actionId) {
        Map<Long, ActionNamed> all = visit.context().get(ACTIONS, Map.of());
        ActionNamed named = all.get(actionId);
        return named == null
                ? new ActionNamed(actionId, visit.text("audience.action.number", "id", Long.toString(actionId)), null)
                : named;
    }

    /** A condition on answers in the reader's words. */
    static String words(PageRequest visit, AnswerCondition condition) {
        Map<Long, QuestionAsked> all = visit.context().get(KEY, Map.of());
        QuestionAsked asked = all.get(condition.broadcastId());
        String title = title(visit, condition.broadcastId());
        String labels = condition.payloads().stream()
                .sorted()
                .map(payload -> asked == null ? payload : asked.label(payload, visit.language()))
                .collect(Collectors.joining(", "));
        if (condition.payloads().isEmpty()) {
            return visit.text(
                    condition.answered() ? "broadcast.answered.any" : "broadcast.answered.none", "title", title);
        }
        return visit.text(
                condition.answered() ? "broadcast.answered.with" : "broadcast.answered.without",
                "title",
                title,
                "labels",
                labels);
    }
}
