package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AnswerCondition;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCondition.Received;
import org.relais.audience.AudienceCondition.Variable;
import org.relais.audience.AudienceNameStore.ActionNamed;
import org.relais.audience.FreeColumn;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.QuestionAsked;
import org.relais.console.PageRequest;

/** Titles and labels of the broadcasts and actions that audiences of a page name, read once for the page. */
public final class AskedNames {
    private static final String KEY = AskedNames.class.getName();
    private static final String ACTIONS = KEY + ".actions";
    private static final String COLUMNS = KEY + ".columns";

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
                .compose(found -> audiences.stream().anyMatch(AskedNames::namesColumns)
                        ? results.columns(visit.organisationId())
                        : Future.succeededFuture(Map.<String, String>of()))
                .onSuccess(columns -> visit.context().put(COLUMNS, columns))
                .mapEmpty();
    }

    private static boolean namesColumns(Audience audience) {
        return audience.rows().stream().anyMatch(row -> row.condition() instanceof Variable);
    }

    /** What people call a free column. */
    static String column(PageRequest visit, String name) {
        Map<String, String> columns = visit.context().get(COLUMNS, Map.of());
        return FreeColumn.label(name, columns.get(name));
    }

    /** Words about something that was sent or opened, with when that was, by which those of one title are told apart. */
    public static String dated(PageRequest visit, String words, @Nullable Instant at) {
        return at == null ? words : visit.text("audience.dated", "words", words, "time", visit.time(at));
    }

    /**
     * One answer to a question, or whether there was any, as a choice among those of others; {@code manner} is with, any or
     * none. With the day alone: the group of choices has the time, and a closed field has no room for it.
     */
    public static String choice(PageRequest visit, QuestionAsked asked, String manner, String payload) {
        String words = visit.text(
                "broadcast.choice." + manner, "title", asked.title(), "labels", asked.label(payload, visit.language()));
        Instant at = asked.startedAt();
        return at == null
                ? words
                : visit.text(
                        "audience.dated",
                        "words",
                        words,
                        "time",
                        visit.shortDay(LocalDate.ofInstant(at, visit.zone())));
    }

    private static @Nullable Instant startedAt(PageRequest visit, long broadcastId) {
        QuestionAsked asked = asked(visit, broadcastId);
        return asked == null ? null : asked.startedAt();
    }

    private static @Nullable QuestionAsked asked(PageRequest visit, long broadcastId) {
        Map<Long, QuestionAsked> all = visit.context().get(KEY, Map.of());
        return all.get(broadcastId);
    }

    /** That a broadcast was received, or read. */
    static String received(PageRequest visit, Received received) {
        return dated(
                visit,
                visit.text(
                        received.read() ? "audience.row.read" : "audience.row.received",
                        "title",
                        title(visit, received.broadcastId())),
                startedAt(visit, received.broadcastId()));
    }

    private static String title(PageRequest visit, long broadcastId) {
        QuestionAsked asked = asked(visit, broadcastId);
        return asked == null
                ? visit.text("broadcast.answered.number", "id", Long.toString(broadcastId))
                : asked.title();
    }

    /** An action; one without a form whose title is its number when it was not read. */
    static ActionNamed action(PageRequest visit, long actionId) {
        Map<Long, ActionNamed> all = visit.context().get(ACTIONS, Map.of());
        ActionNamed named = all.get(actionId);
        return named == null
                ? new ActionNamed(
                        actionId, visit.text("audience.action.number", "id", Long.toString(actionId)), null, null)
                : named;
    }

    /** A condition on answers in the reader's words. */
    static String words(PageRequest visit, AnswerCondition condition) {
        return dated(visit, undated(visit, condition), startedAt(visit, condition.broadcastId()));
    }

    private static String undated(PageRequest visit, AnswerCondition condition) {
        QuestionAsked asked = asked(visit, condition.broadcastId());
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
