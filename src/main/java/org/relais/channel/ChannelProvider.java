package org.relais.channel;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Factory of a channel from its configuration section; found by {@link java.util.ServiceLoader}. It is all that a channel has
 * to offer: a further one is a package with a provider; outside it only the words of its {@link #senderFields} in the console are added.
 */
public interface ChannelProvider {

    /** What others must know of the channel; always equal. */
    ChannelDescriptor descriptor();

    /** Registry name: {@code channels.<kind>} of the configuration. */
    default String kind() {
        return descriptor().kind();
    }

    /**
     * Every fault of the section, each a line that begins with the key's full path ({@code channels.<kind>.…});
     * unknown keys are faults. No secret is quoted.
     */
    List<String> faults(JsonObject section);

    /**
     * A codec without any configuration, for operators who replay a payload: it decodes as the channel's own does and
     * finds nothing authentic.
     */
    WebhookCodec replayCodec();

    /** What a sender is described by, in the order of a form; none when the channel takes senders of the file only. */
    default List<SenderField> senderFields() {
        return List.of();
    }

    /**
     * The field that tells a platform's senders apart, and the sender's external id by it. Called with a value of the
     * field's form.
     */
    default String identity() {
        return "";
    }

    default String externalId(String identity) {
        return identity;
    }

    /**
     * What the platform publishes as prices of messages, in euros: lines as owners load them, {@code channel, country, category,
     * price, day from which it counts}. Empty where it bills nothing, or nobody has written it down.
     */
    default String publishedRates() {
        return "";
    }

    /** The channel; the section has no faults. Without a section (an empty object) it has no sender to begin with. */
    Channel create(ChannelContext context, JsonObject section);
}
