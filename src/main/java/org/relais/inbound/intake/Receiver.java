package org.relais.inbound.intake;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.InboundEvent;
import org.relais.health.SenderActivity;

/**
 * What takes in the webhooks of the senders of one database.
 *
 * @param activity told what came, and which addresses a platform asked for
 * @param shares answers and counts what people pass on inside their app
 */
public record Receiver(ChannelRegistry channels, Intake intake, SenderActivity activity, ShareIntake shares) {

    /** A channel, with or without senders. */
    public Optional<Channel> channel(String kind) {
        return channels.receiver(kind);
    }

    /** Completes when the webhook may be answered, as {@link Intake#accept}. */
    Future<Intake.Acceptance> accept(Channel channel, List<InboundEvent> events) {
        return shares.take(channel, events).compose(intake::accept);
    }
}
