package org.relais.action.event;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionCloser;
import org.relais.action.ActionKind;
import org.relais.action.ActionKinds;
import org.relais.action.reply.ActionReplies;
import org.relais.broadcast.BroadcastService;
import org.relais.consent.ReleaseListener;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.Outbox;

/** Composition of the parts of events, for whoever wires the service. */
public final class Events {
    private final @Nullable EventCodes codes;
    private final InstantSource clock;
    private final Attendance attendance;
    private final EventDialogue dialogue;
    private final EventNotices notices;
    private final EventFollowUps upkeep;
    private final EventService service;

    /**
     * @param codes null when there are no public pages: then no message names a calendar file
     * @param wake tells the delivery of an organisation that something is urgent, after the commit
     */
    public Events(
            Pool pool,
            Outbox outbox,
            BroadcastService broadcasts,
            @Nullable EventCodes codes,
            LongConsumer wake,
            InstantSource clock) {
        LongFunction<String> pages = actionId ->
                Optional.ofNullable(codes).map(known -> known.page(actionId)).orElse("");
        this.notices = new EventNotices(outbox, pages, clock);
        this.codes = codes;
        this.clock = clock;
        this.attendance = new Attendance(notices, clock);
        this.dialogue = new EventDialogue(attendance, pages, clock);
        this.upkeep = new EventFollowUps(
                pool,
                attendance,
                notices,
                new ActionCloser(pool, broadcasts, new ActionKinds(List.of(kind())), outbox, clock),
                wake,
                clock);
        this.service = new EventService(pool, attendance, upkeep, new EventReach(pool, broadcasts), wake, clock);
    }

    public ActionKind kind() {
        return new EventKind(attendance, dialogue, clock);
    }

    /** @param actions what answers the buttons of offers */
    public ReplyHandler replies(ActionReplies actions) {
        return new EventReplies(dialogue, codes, actions, releases(), clock);
    }

    /**
     * Tells whoever is held no more what was kept back of the events that they count on, and gives them the place that is free and was
     * given to nobody behind them.
     */
    public ReleaseListener releases() {
        return (tx, contactId) -> notices.release(tx, contactId).compose(told -> attendance.fillAwaited(tx, contactId));
    }

    public EventService service() {
        return service;
    }

    /** Address of an event's public page; empty when there are none. */
    public Optional<String> page(long actionId) {
        return Optional.ofNullable(codes).map(known -> known.page(actionId));
    }

    public EventFollowUps upkeep() {
        return upkeep;
    }
}
