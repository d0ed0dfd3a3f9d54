package org.relais.console.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.call.CallListStore;
import org.relais.action.event.AttendeeStore;
import org.relais.action.event.Event;
import org.relais.action.event.EventStore;
import org.relais.console.home.HomeBoard.Acting;
import org.relais.console.home.HomeBoard.Counted;

/** How far actions have come, by what their kind is counted by: in three statements, however many they are. */
public final class ActionProgress {
    private final Pool pool;
    private final AttendeeStore attendees = new AttendeeStore();
    private final EventStore events = new EventStore();
    private final CallListStore callLists = new CallListStore();

    public ActionProgress(Pool pool) {
        this.pool = pool;
    }

    /** Events with their yeses, and people of lists of calls. */
    private record Found(Map<Long, Long> yes, Map<Long, Event> events, Map<Long, CallListStore.Counts> calls) {}

    /**
     * Actions as they stand.
     *
     * @param begun those that were opened, in their order
     * @param events what is said of events, the drafts included, by action
     */
    public record Standing(List<Acting> begun, Map<Long, Event> events) {}

    /**
     * How these stand. Of calls that are over nobody counts the list again: whom they are offered to
     * is told.
     *
     * @param counts by action; one that is missing has none
     */
    public Future<Standing> of(long organisationId, Collection<Action> actions, Map<Long, Counts> counts) {
        List<Action> begun =
                actions.stream().filter(action -> action.openedAt() != null).toList();
        List<Long> of = ids(begun, ActionType.EVENT);
        List<Long> calls = ids(begun.stream().filter(ActionProgress::isOpen).toList(), ActionType.CALL);
        return attendees.saidYes(pool, organisationId, of).compose(yes -> events.find(
                        pool, organisationId, ids(actions, ActionType.EVENT))
                .compose(known -> callLists
                        .counts(pool, organisationId, calls)
                        .map(lists -> new Found(yes, known, lists))
                        .map(found -> new Standing(
                                begun.stream()
                                        .map(one -> acting(one, counts.getOrDefault(one.id(), Counts.NONE), found))
                                        .toList(),
                                known))));
    }

    private static boolean isOpen(Action action) {
        return action.state() == ActionState.OPEN;
    }

    private static List<Long> ids(Collection<Action> actions, ActionType type) {
        return actions.stream()
                .filter(action -> action.type() == type)
                .map(Action::id)
                .toList();
    }

    private static Acting acting(Action action, Counts counts, Found found) {
        long offered = counts.offered();
        return switch (action.type()) {
            case CALL -> {
                CallListStore.Counts list = found.calls().get(action.id());
                yield list == null
                        ? new Acting(action, counts.accepted(), offered, 0, Counted.OFFERS)
                        : new Acting(action, list.ended(), list.callable(), list.later(), Counted.CALLS);
            }
            case EVENT -> {
                long yes = found.yes().getOrDefault(action.id(), 0L);
                Event event = found.events().get(action.id());
                Integer places = event == null ? null : event.details().capacity();
                yield places == null
                        ? new Acting(action, yes, offered, 0, Counted.OFFERS)
                        : new Acting(action, yes, places, 0, Counted.PLACES);
            }
            case SHARE -> new Acting(action, counts.accepted(), offered, 0, Counted.OFFERS);
            case QUESTION -> new Acting(action, counts.done(), offered, 0, Counted.ANSWERS);
        };
    }
}
