package org.relais.delivery;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;

/** What a delivery says: a message that is stored already, or one that is stored together with it. */
public sealed interface DeliveryContent {

    /** A message that is stored together with the delivery. */
    static Inline of(MessageSpec message) {
        return new Inline(MessageSpecCodec.encode(message));
    }

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
         * A sign under what the person wrote, in place of a text that would only say that it is noted: the text is sent where
         * the platform has no signs, or did not take this one.
         *
         * @param heard the platform's id of what they wrote, or of their pressing a button
         * @param pressed that of our message whose button it is; null for words
         */
        public static Inline signing(String heard, @Nullable String pressed, JsonObject spec) {
            return new Inline(spec.copy()
                    .put(SpecStore.SIGN, new JsonObject().put("heard", heard).put("pressed", pressed)));
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
