package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.audience.AnswerCondition;
import org.relais.audience.Audience;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.QuestionAsked;
import org.relais.console.PageRequest;

/** Titles and labels of the broadcasts that audiences of a page name, read once for the page. */
public final class AskedNames {
    private static final String KEY = AskedNames.class.getName();

    private AskedNames() {}

    /** Reads them, for {@link BroadcastWords#audience}. */
    static Future<Void> load(BroadcastResults results, PageRequest visit, Collection<Audience> audiences) {
        Set<Long> named = audiences.stream()
                .flatMap(audience -> audience.answers().stream())
                .map(AnswerCondition::broadcastId)
                .collect(Collectors.toSet());
        return results.asked(visit.organisationId(), named)
                .onSuccess(asked -> visit.context().put(KEY, asked))
                .mapEmpty();
    }

    /** A condition on answers in the reader's words. */
    static String words(PageRequest visit, AnswerCondition condition) {
        Map<Long, QuestionAsked> all = visit.context().get(KEY, Map.of());
        QuestionAsked asked = all.get(condition.broadcastId());
        String title = asked == null
                ? visit.text("broadcast.answered.number", "id", Long.toString(condition.broadcastId()))
                : asked.title();
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
