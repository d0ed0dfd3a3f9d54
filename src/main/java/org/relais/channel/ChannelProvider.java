package org.relais.channel;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Makes a channel from its configuration section; found by {@link java.util.ServiceLoader}. */
public interface ChannelProvider {

    /** Registry name: {@code channels.<kind>} of the configuration. */
    String kind();

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
