package org.relais.channel;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Makes a channel from its configuration section; found by {@link java.util.ServiceLoader}. It is all that a channel has
 * to offer: a further one is a package with a provider, and nothing outside that package changes.
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

    /** The channel; the section has no faults. */
    Channel create(ChannelContext context, JsonObject section);
}
