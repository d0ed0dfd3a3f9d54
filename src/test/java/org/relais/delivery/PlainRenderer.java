package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.relais.channel.OutboundMessage;

/** Says {@code text} of the spec, whoever it goes to. */
final class PlainRenderer implements MessageRenderer {
    @Override
    public Future<PreparedMessage> prepare(long organisationId, long messageId, JsonObject spec) {
        OutboundMessage message = OutboundMessage.Text.of(spec.getString("text"));
        return Future.succeededFuture((recipient, channel) -> new Rendered.Ready(message, true));
    }
}
