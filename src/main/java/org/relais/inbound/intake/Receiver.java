package org.relais.inbound.intake;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.group.GroupIntake;
import org.relais.health.SenderActivity;
import org.relais.share.InAppSharing;

/**
 * What takes in the webhooks of the senders of one database.
 *
 * @param activity told what came, and which addresses a platform asked for
 * @param sharing answers and counts what people pass on inside their app; empty: nothing is offered, and nothing counted
 * @param groups notes what becomes of groups; empty: nothing is noted
 */
public record Receiver(
        ChannelRegistry channels,
        Intake intake,
        SenderActivity activity,
        Optional<InAppSharing> sharing,
        Optional<GroupIntake> groups) {

    /** A channel, with or without senders. */
    public Optional<Channel> channel(String kind) {
        return channels.receiver(kind);
    }

    /**
     * Completes when the webhook may be answered, as {@link Intake#accept}. What people type on the way to passing something on
     * is answered and kept nowhere, and what they send, and what becomes of groups, is counted before the webhook is answered:
     * fails, so that the platform comes again, when it could not be.
     */
    Future<Intake.Acceptance> accept(Channel channel, List<InboundEvent> events) {
        List<InboundEvent> others = new ArrayList<>(events.size());
        Future<Void> shared = Future.succeededFuture();
        for (InboundEvent event : events) {
            if (event.kind() == Kind.SHARE_QUERY) {
                shared = shared.compose(before -> sharing.map(shares -> shares.answer(channel, event))
                        .orElseGet(() -> channel.offer(event, List.of())));
            } else if (event.kind() == Kind.SHARED) {
                shared = shared.compose(
                        before -> sharing.map(shares -> shares.count(event)).orElseGet(Future::succeededFuture));
            } else if (event.kind() == Kind.GROUP) {
                shared = shared.compose(
                        before -> groups.map(known -> known.note(event)).orElseGet(Future::succeededFuture));
            } else if (event.kind() == Kind.IDENTITY_CHANGED && event.group() && groups.isPresent()) {
                shared = shared.compose(before -> groups.get().moved(event))
                        .onSuccess(addressed -> {
                            if (addressed) {
                                others.add(event);
                            }
                        })
                        .mapEmpty();
            } else {
                others.add(event);
            }
        }
        return shared.compose(done -> intake.accept(others));
    }
}
