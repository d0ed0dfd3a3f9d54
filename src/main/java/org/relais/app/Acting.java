package org.relais.app;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.relais.action.ActionCloser;
import org.relais.action.ActionFigures;
import org.relais.action.ActionKind;
import org.relais.action.ActionKinds;
import org.relais.action.ActionReplies;
import org.relais.action.ActionService;
import org.relais.action.Assignments;
import org.relais.action.Reminders;
import org.relais.action.ShareCompletion;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallService;
import org.relais.action.call.Calling;
import org.relais.api.ActionsApi;
import org.relais.api.ApiRoutes;
import org.relais.api.CallsApi;
import org.relais.broadcast.BroadcastService;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ConsentService;
import org.relais.consent.stopword.StopDetector;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.Outbox;
import org.relais.organisation.AuditStore;

/**
 * What actions hand to the other parts.
 *
 * @param replies what answers the buttons of actions, ACTIONS and STATS, in this order
 * @param calls for the console
 * @param resources the API
 * @param tasks what has to be done from time to time
 * @param actions for the console
 */
record Acting(
        List<ReplyHandler> replies,
        CallService calls,
        CallCorrections corrections,
        List<ApiRoutes.Resource> resources,
        List<Task> tasks,
        ActionService actions) {
    private static final Duration DEEDS = Duration.ofSeconds(3);
    private static final Duration ENDS = Duration.ofSeconds(10);
    private static final Duration REMINDERS = Duration.ofMinutes(1);
    /** A number is shown no longer than this after a lease has run out, or its person has stopped. */
    private static final Duration LEASES = Duration.ofSeconds(1);

    private static final Duration LISTS = Duration.ofMinutes(1);

    /** A task of {@link ScheduledTasks}. */
    record Task(Duration pause, String name, Supplier<? extends Future<?>> work) {}

    /**
     * @param gathering events and named sharing
     * @param words reads what volunteers note of their calls
     * @param wake tells the engine that an organisation has something queued, after its commit
     */
    static Acting create(
            Pool pool,
            ConsentService consent,
            Outbox outbox,
            ChannelRegistry channels,
            Gathering gathering,
            BroadcastService broadcasts,
            AuditStore audit,
            StopDetector words,
            LongConsumer wake,
            InstantSource clock) {
        Assignments assignments = new Assignments(outbox, clock);
        Calling calling = Calling.create(pool, consent, assignments, outbox, channels, words, wake, clock);
        List<ActionKind> each = List.of(gathering.sharing(), gathering.events().kind(), calling.kind());
        ActionKinds kinds = new ActionKinds(each);
        ActionReplies offers = new ActionReplies(kinds, assignments, clock);
        CallService calls = new CallService(pool, audit, clock);
        CallCorrections corrections = new CallCorrections(pool, consent, audit, clock);
        ActionCloser ending = new ActionCloser(pool, broadcasts, kinds, outbox, clock);
        ActionService actions = new ActionService(pool, broadcasts, kinds, ending, clock);
        return new Acting(
                List.of(offers, calling.replies(), gathering.events().replies(offers), gathering.named()),
                calls,
                corrections,
                List.of(new ActionsApi(pool, actions, new ActionFigures(), audit), new CallsApi(calls, corrections)),
                List.of(
                        new Task(
                                DEEDS,
                                "noting who has shared",
                                new ShareCompletion(pool, assignments, wake, clock)::settle),
                        new Task(ENDS, "ending actions", ending::upkeep),
                        new Task(REMINDERS, "reminding volunteers", new Reminders(pool, outbox, wake, clock)::remind),
                        new Task(LEASES, "the upkeep of calls", calling.sweep()::run),
                        new Task(LISTS, "lists of people to call", calling.sweep()::closeRefused)),
                actions);
    }

    /** Adds the tasks of actions. */
    ScheduledTasks lookedAfterBy(ScheduledTasks upkeep) {
        tasks.forEach(task -> upkeep.every(task.pause(), task.name(), task.work()));
        return upkeep;
    }
}
