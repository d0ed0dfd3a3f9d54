package org.relais.action.call;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.function.LongConsumer;
import org.relais.action.ActionKind;
import org.relais.action.Assignments;
import org.relais.action.ReportedStops;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.Features;
import org.relais.consent.ConsentService;
import org.relais.consent.stopword.StopDetector;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.Outbox;

/**
 * Parts of call actions, for whoever wires the service.
 *
 * @param kind for the core of actions
 * @param replies what volunteers press and type during calls
 * @param sweep upkeep
 * @param stops stops that people told a caller
 */
public record Calls(ActionKind kind, ReplyHandler replies, CallSweep sweep, ReportedStops stops) {

    /**
     * @param words reads what volunteers note of their calls
     * @param wake tells the engine that an organisation has something queued, after its commit
     */
    public static Calls create(
            Pool pool,
            ConsentService consent,
            Assignments assignments,
            Outbox outbox,
            ChannelRegistry channels,
            StopDetector words,
            LongConsumer wake,
            InstantSource clock) {
        ContactCards cards =
                new ContactCards(outbox, channel -> features(channels, channel).editable(), clock);
        CallOutcomes outcomes = new CallOutcomes(consent, assignments, cards, clock);
        CallNotices notices =
                new CallNotices(outbox, channel -> features(channels, channel), CallDialogue.REMEMBERED, clock);
        CallDialogue dialogue = new CallDialogue(
                assignments,
                cards,
                outcomes,
                channel -> features(channels, channel),
                text -> words.detect(text).mayReportRemoval(),
                clock);
        return new Calls(
                new CallKind(dialogue, outcomes, assignments),
                new CallReplies(dialogue, outcomes),
                new CallSweep(pool, cards, outcomes, notices, wake, clock),
                ReportedStops.ofCalls(pool, consent));
    }

    private static Features features(ChannelRegistry channels, String channel) {
        return channels.find(channel)
                .orElseThrow(() -> new IllegalStateException("no channel " + channel))
                .features();
    }
}
