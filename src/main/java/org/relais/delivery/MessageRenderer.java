package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Channel;
import org.relais.channel.OutboundMessage;

/** How delivery turns a stored message into what a channel sends; {@link TemplateRenderer} is the one in service. */
public interface MessageRenderer {

    /**
     * Reads a spec, and whatever of the organisation it needs, once for many recipients; kept for some seconds, so a
     * change of the organisation's texts shows soon. Fails only for faults; a spec that can't be sent is refused per
     * recipient.
     */
    Future<PreparedMessage> prepare(long organisationId, long messageId, JsonObject spec);

    /** A message ready to be rendered again and again; pure and quick, called on the event loop. */
    interface PreparedMessage {
        Rendered render(DeliveryRecipient recipient, Channel channel);
    }

    /** What came of it. */
    sealed interface Rendered {

        /**
         * @param mention whether the text carries the legal mention (who writes, why, how to stop)
         * @param language of the text; null for what is no text
         */
        record Ready(OutboundMessage message, boolean mention, @Nullable String language) implements Rendered {
            public Ready(OutboundMessage message, boolean mention) {
                this(message, mention, null);
            }
        }

        /**
         * It can't be said to this recipient on this channel: the delivery fails with the reason.
         *
         * @param reason one of our words, such as {@code window_closed}; never personal data
         */
        record Refused(String reason) implements Rendered {}
    }
}
