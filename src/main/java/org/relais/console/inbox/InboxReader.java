package org.relais.console.inbox;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.relais.console.inbox.InboxList.View;
import org.relais.console.inbox.InboxPages.Show;
import org.relais.inbox.AnswerStatus;
import org.relais.inbox.HeldPerson;
import org.relais.inbox.InboxCase;
import org.relais.inbox.InboxCaseService;
import org.relais.inbox.InboxService;
import org.relais.inbox.RightsCase;
import org.relais.notice.NoticeReport;
import org.relais.task.Sequence;

/** Reader of the inbox's tabs, once for all who look at the same. */
final class InboxReader {
    /** Rows of each kind on a page. */
    static final int LISTED = 50;

    private final InboxServices services;

    InboxReader(InboxServices services) {
        this.services = services;
    }

    /** Each of these, one after the other. */
    Future<Map<View, InboxList>> read(Set<View> views) {
        Map<View, InboxList> lists = new HashMap<>();
        return Sequence.each(views, view -> read(view).onSuccess(list -> lists.put(view, list)))
                .map(lists);
    }

    Future<InboxList> read(View view) {
        long organisation = view.organisationId();
        Future<InboxService.Waiting> waiting = services.inbox().waiting(organisation);
        Future<List<HeldPerson>> holds = view.show().stops()
                ? services.holds().page(organisation, view.afterHold(), LISTED + 1)
                : Future.succeededFuture(List.of());
        Future<List<RightsCase>> rights = view.show().rights()
                ? services.rights().page(organisation, RightsCase.State.OPEN, 0, LISTED)
                : Future.succeededFuture(List.of());
        Future<List<RightsCase>> linked = view.show() == Show.RIGHTS
                ? services.rights().linked(organisation, LISTED)
                : Future.succeededFuture(List.of());
        Future<List<NoticeReport>> reports = services.notices().reports(organisation, 0, LISTED);
        Future<List<InboxCase.Waiting>> messages = view.show().messages()
                ? services.cases().waiting(organisation, filter(view), view.before(), LISTED + 1)
                : Future.succeededFuture(List.of());
        Future<Map<Long, AnswerStatus>> answers = messages.compose(found -> services.answers()
                .of(
                        organisation,
                        cut(found).stream().map(InboxCase.Waiting::newest).toList()));
        return Future.all(List.of(waiting, holds, rights, linked, reports, messages, answers))
                .map(all -> {
                    List<HeldPerson> held = cut(holds.result());
                    List<InboxCase.Waiting> written = cut(messages.result());
                    return new InboxList(
                            waiting.result(),
                            held,
                            held.size() < holds.result().size()
                                    ? held.get(LISTED - 1).holdEventId()
                                    : null,
                            rights.result(),
                            linked.result(),
                            reports.result(),
                            written,
                            written.size() < messages.result().size()
                                    ? written.get(LISTED - 1).newest().id()
                                    : null,
                            answers.result());
                });
    }

    private static InboxCaseService.Filter filter(View view) {
        return new InboxCaseService.Filter(
                view.mine(), view.label().isEmpty() ? null : view.label(), view.show() == Show.LATER);
    }

    static <T> List<T> cut(List<T> found) {
        return found.size() > LISTED ? found.subList(0, LISTED) : found;
    }
}
