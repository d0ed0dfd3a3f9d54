package org.relais.console.action;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.relais.action.Action;
import org.relais.action.ActionDraft;
import org.relais.action.ActionService;
import org.relais.broadcast.Forecast;
import org.relais.broadcast.Preview;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.broadcast.NamedVariables;
import org.relais.console.broadcast.PhonePreview;
import org.relais.console.broadcast.ReachCount;
import org.relais.input.InvalidInputException;
import org.relais.template.MessageSpec;

/** How an action's messages look on phones, as {@code looks.jte} shows them. */
final class ActionLooks {
    private ActionLooks() {}

    /**
     * The {@code phones} of who is asked, those of what is {@code passedOn}, and the {@code loose} words in them.
     *
     * @param message as it was composed
     * @return no phones where what it rests on has changed since it was composed: its steps say so instead
     */
    static Future<Map<String, Object>> read(
            ActionService actions, PageRequest visit, Action action, MessageSpec message) {
        ActionDraft draft = ActionDraft.of(action, message);
        return actions.preview(visit.organisationId(), action.id(), draft, null)
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(ActionService.Looks.NONE)
                        : Future.failedFuture(fault))
                .compose(looks -> actions.columns(visit.organisationId())
                        .map(columns -> Map.of(
                                "phones", phones(visit, looks.offer()),
                                "passedOn", passedOn(visit, looks),
                                "loose", NamedVariables.loose(visit, draft.encode(), columns))));
    }

    /** Who would be offered it now, with what else is said in it. */
    static Future<ReachCount> count(ActionService actions, Action action, Forecast forecast) {
        return actions.spoken(action).map(parts -> ReachCount.of(forecast)
                .with(parts.stream()
                        .flatMap(part -> part.lacking(forecast.byLanguage()).entrySet().stream()
                                .map(lacking -> new ReachCount.MissingPart(
                                        part.name(), lacking.getKey(), lacking.getValue(), part.language())))
                        .toList()));
    }

    /** With what is said that is not stored yet, where anything is. */
    static Future<ActionService.Looks> of(
            ActionService actions,
            PageRequest visit,
            long actionId,
            ActionDraft draft,
            Optional<UnaryOperator<String>> said) {
        return said.isPresent()
                ? actions.preview(visit.organisationId(), draft, said.get())
                : actions.preview(visit.organisationId(), actionId, draft, null);
    }

    /** The part of a page that shows them. */
    static PageResult page(PageRequest visit, ActionService.Looks looks) {
        return PageResult.page(
                "action/looks", Map.of("phones", phones(visit, looks.offer()), "passedOn", passedOn(visit, looks)));
    }

    /** The same while there is nothing to show. */
    static PageResult none() {
        return PageResult.page("action/looks", Map.of("phones", List.of(), "passedOn", List.of()));
    }

    /** What follows a yes to share, all messages on one phone. */
    static List<PhonePreview> passedOn(PageRequest visit, ActionService.Looks looks) {
        return phones(visit, looks.passedOn()).stream()
                .map(phone -> phone.followedBy(looks.ways()).followedBy(looks.group()))
                .toList();
    }

    static List<PhonePreview> phones(PageRequest visit, List<Preview> previews) {
        return PhonePreview.of(previews, visit.organisation().language());
    }
}
