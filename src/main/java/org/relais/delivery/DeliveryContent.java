package org.relais.delivery;

import io.vertx.core.json.JsonObject;

/** What a delivery says: a message that is stored already, or one that is stored together with it. */
public sealed interface DeliveryContent {

    /** A row of {@code message}. */
    record Stored(long messageId) implements DeliveryContent {}

    /** A message spec as the template package writes it; stored by {@link Outbox#enqueue}. */
    record Inline(JsonObject spec) implements DeliveryContent {

        /**
         * A text that takes the place of one sent before to the same person, where the platform lets us
         * ({@link org.relais.channel.Features#editable()}); elsewhere the delivery fails. One that is not with the
         * platform yet is waited for.
         */
        public static Inline replacing(long deliveryId, JsonObject spec) {
            return new Inline(spec.copy().put(SpecStore.REPLACES, deliveryId));
        }

        /**
         * A tick before the button of this payload under a message sent before; its text stays as it is. As
         * {@link #replacing} where the platform doesn't let us.
         *
         * @param spec what stands for it in a list of messages
         */
        public static Inline ticking(long deliveryId, String payload, JsonObject spec) {
            return new Inline(replacing(deliveryId, spec).spec().put(SpecStore.CHOSEN, payload));
        }
    }
}
