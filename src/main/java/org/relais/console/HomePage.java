package org.relais.console;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Progress;
import org.relais.consent.ContactListStore;
import org.relais.contact.ConsentState;
import org.relais.inbox.InboxService;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SenderStore.SenderState;

/** The first page: what needs somebody's attention; at the very beginning, what to do first. */
public final class HomePage implements ConsoleFeature {
    private static final int BROADCASTS = 30;
    private static final int MESSAGES = 5;
    private static final Set<BroadcastState> ALIVE =
            Set.of(BroadcastState.SCHEDULED, BroadcastState.EXPANDING, BroadcastState.SENDING, BroadcastState.PAUSED);

    private final Pool pool;
    private final BroadcastService broadcasts;
    private final InboxService inbox;
    private final SenderStore senders;
    private final ContactListStore people = new ContactListStore();

    public HomePage(Pool pool, BroadcastService broadcasts, InboxService inbox, SenderStore senders) {
        this.pool = pool;
        this.broadcasts = broadcasts;
        this.inbox = inbox;
        this.senders = senders;
    }

    /** A broadcast that is under way, with how far it is. */
    public record Running(Broadcast broadcast, Progress progress) {}

    /** What waits for a decision, and how many people there are by state. */
    public record Figures(InboxService.Waiting waiting, Map<ConsentState, Long> people) {
        public long everybody() {
            return people.values().stream().mapToLong(Long::longValue).sum();
        }

        public long subscribed() {
            return people.getOrDefault(ConsentState.SUBSCRIBED, 0L);
        }
    }

    @Override
    public MenuSection section() {
        return MenuSection.HOME;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("", this::show);
    }

    private Future<PageResult> show(PageRequest visit) {
        long organisation = visit.organisationId();
        Map<String, Object> model = new HashMap<>();
        return figures(organisation)
                .onSuccess(figures -> model.put("figures", figures))
                .compose(figures -> broadcasts.page(organisation, Long.MAX_VALUE, BROADCASTS))
                .onSuccess(found -> model.put("everSent", found.stream().anyMatch(one -> one.startedAt() != null)))
                .compose(this::running)
                .onSuccess(running -> model.put("running", running))
                .compose(running -> inbox.page(organisation, null, Long.MAX_VALUE, MESSAGES))
                .onSuccess(messages -> model.put("messages", messages))
                .compose(messages -> senders.states(pool, organisation))
                .onSuccess(states -> {
                    model.put("senders", states);
                    model.put(
                            "paused",
                            states.stream().filter(SenderState::paused).toList());
                })
                .map(states -> PageResult.page("home", model));
    }

    private Future<Figures> figures(long organisation) {
        return inbox.waiting(organisation)
                .compose(waiting -> people.counts(pool, organisation).map(counts -> new Figures(waiting, counts)));
    }

    private Future<List<Running>> running(List<Broadcast> newest) {
        List<Broadcast> alive =
                newest.stream().filter(one -> ALIVE.contains(one.state())).toList();
        return broadcasts
                .progress(alive.stream().map(Broadcast::id).collect(Collectors.toSet()))
                .map(progress -> alive.stream()
                        .map(one -> new Running(one, progress.getOrDefault(one.id(), Progress.NONE)))
                        .toList());
    }
}
