package org.relais.inbound.intake;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.channel.Channel;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.share.InAppSharing;

/**
 * The part of a webhook that people pass on inside their app, taken out of it: what they type on the way is answered and kept
 * nowhere, and what they send is counted before the webhook is answered, so that the platform comes again if it was not.
 */
public final class ShareIntake {
    /** Offers nothing, and counts nothing. */
    static final ShareIntake NONE = new ShareIntake(Optional.empty());

    private final Optional<InAppSharing> sharing;

    /** @param sharing empty: nothing is offered, and nothing counted */
    public ShareIntake(Optional<InAppSharing> sharing) {
        this.sharing = sharing;
    }

    /** The events that are for the inbox; fails when something passed on could not be counted. */
    Future<List<InboundEvent>> take(Channel channel, List<InboundEvent> events) {
        List<InboundEvent> others = new ArrayList<>(events.size());
        Future<Void> taken = Future.succeededFuture();
        for (InboundEvent event : events) {
            if (event.kind() == Kind.SHARE_QUERY) {
                taken = taken.compose(before -> sharing.map(shares -> shares.answer(channel, event))
                        .orElseGet(() -> channel.offer(event, List.of())));
            } else if (event.kind() == Kind.SHARED) {
                taken = taken.compose(
                        before -> sharing.map(shares -> shares.count(event)).orElseGet(Future::succeededFuture));
            } else {
                others.add(event);
            }
        }
        return taken.map(others);
    }
}
