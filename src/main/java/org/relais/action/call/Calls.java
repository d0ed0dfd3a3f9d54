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
     * How messages leave.
     *
     * @param wake tells the engine that an organisation has something queued, after its commit
     */
    public record Sending(Outbox outbox, ChannelRegistry channels, LongConsumer wake) {}

    /** @param words reads what volunteers note of their calls */
    public static Calls create(
            Pool pool,
            ConsentService consent,
            Assignments assignments,
            Sending sending,
            StopDetector words,
            InstantSource clock) {
        Outbox outbox = sending.outbox();
        CallTurns.ChannelFeatures channels = channel -> features(sending.channels(), channel);
        ContactCards cards =
                new ContactCards(outbox, channel -> channels.of(channel).editable(), clock);
        CallOutcomes outcomes = new CallOutcomes(consent, assignments, cards, clock);
        CallNotices notices = new CallNotices(outbox, channels, CallTurns.REMEMBERED, clock);
        CallTurns turns = new CallTurns(channels, clock);
        CallScriptDialogue script = new CallScriptDialogue(turns, outcomes, new RemovalNotes(words), clock);
        CallHandOut handOut = new CallHandOut(turns, script, assignments, cards, outcomes, clock);
        CallResultDialogue results = new CallResultDialogue(turns, script, outcomes, clock);
        return new Calls(
                new CallKind(turns, handOut, outcomes, assignments, notices),
                new CallReplies(turns, handOut, script, results, outcomes),
                new CallSweep(pool, cards, outcomes, notices, sending.wake(), clock),
                ReportedStops.ofCalls(pool, consent));
    }

    private static Features features(ChannelRegistry channels, String channel) {
        return channels.find(channel)
                .orElseThrow(() -> new IllegalStateException("no channel " + channel))
                .features();
    }
}
