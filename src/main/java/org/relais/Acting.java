package org.relais;

import java.time.InstantSource;
import java.util.List;
import org.relais.action.ActionKind;
import org.relais.action.ActionKinds;
import org.relais.action.ActionReplies;
import org.relais.action.Assignments;
import org.relais.action.ShareKind;
import org.relais.conversation.ReplyHandler;
import org.relais.delivery.Outbox;

/**
 * What actions hand to the other parts.
 *
 * @param replies what answers the buttons of actions, ACTIONS and STATS, in this order
 */
record Acting(List<ReplyHandler> replies) {

    /** @param gathering events and named sharing */
    static Acting create(Outbox outbox, Gathering gathering, InstantSource clock) {
        Assignments assignments = new Assignments(outbox, clock);
        List<ActionKind> each = List.of(new ShareKind(), gathering.events().kind());
        ActionKinds kinds = new ActionKinds(each);
        ActionReplies offers = new ActionReplies(kinds, assignments, clock);
        return new Acting(List.of(offers, gathering.events().replies(offers), gathering.named()));
    }
}
