package org.relais.inbound.intake;

import java.util.Optional;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.health.SenderActivity;

/**
 * What takes in the webhooks of the senders of one database.
 *
 * @param activity told what came, and which addresses a platform asked for
 */
public record Receiver(ChannelRegistry channels, Intake intake, SenderActivity activity) {

    /** A channel, with or without senders. */
    Optional<Channel> channel(String kind) {
        return channels.receiver(kind);
    }
}
