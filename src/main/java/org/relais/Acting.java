package org.relais;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import org.relais.action.ActionKind;
import org.relais.action.ActionKinds;
import org.relais.action.ActionReplies;
import org.relais.action.Assignments;
import org.relais.action.ShareKind;
import org.relais.action.call.CallSweep;
import org.relais.action.call.Calling;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.ConsentService;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.Outbox;

/**
 * What actions hand to the other parts.
 *
 * @param replies what answers the buttons of actions, ACTIONS and STATS, in this order
 * @param callSweep upkeep of calls
 */
record Acting(List<ReplyHandler> replies, CallSweep callSweep) {

    /** @param gathering events and named sharing */
    static Acting create(
            Pool pool,
            ConsentService consent,
            Outbox outbox,
            ChannelRegistry channels,
            Gathering gathering,
            InstantSource clock) {
        Assignments assignments = new Assignments(outbox, clock);
        Calling calling = Calling.create(pool, consent, assignments, outbox, channels, clock);
        List<ActionKind> each = List.of(new ShareKind(), gathering.events().kind(), calling.kind());
        ActionKinds kinds = new ActionKinds(each);
        ActionReplies offers = new ActionReplies(kinds, assignments, clock);
        return new Acting(
                List.of(offers, calling.replies(), gathering.events().replies(offers), gathering.named()),
                calling.sweep());
    }
}
