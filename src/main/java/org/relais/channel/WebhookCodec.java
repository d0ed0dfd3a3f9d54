package org.relais.channel;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a platform's webhooks. Pure: no input makes it throw anything but {@link MalformedPayloadException}. */
public interface WebhookCodec {

    /**
     * Answers the platform's GET handshake.
     *
     * @return the body to answer, or empty when the request is not ours to confirm (answer 403)
     */
    Optional<String> handshake(MultiMap query);

    /**
     * What the headers alone can tell, asked before any byte of the body is kept: false when no body at all could make
     * the request {@link #authentic}. A secret in a header is compared in constant time.
     *
     * @param account as for {@link #authentic}
     */
    boolean credible(String account, MultiMap headers);

    /**
     * Whether the request was signed by the platform; compared in constant time.
     *
     * @param account last segment of the webhook's path, empty when the channel has one path for all senders
     * @param body the raw bytes as received
     */
    boolean authentic(String account, MultiMap headers, Buffer body);

    /**
     * The events of one payload, in its order. Unknown fields and kinds never hide the rest. Texts are clean: no NUL
     * and no lone surrogate, which PostgreSQL would refuse.
     *
     * @param account as for {@link #authentic}
     * @param receivedAt when the payload arrived; stands in for a platform time that is missing, absurd or in the future
     * @throws MalformedPayloadException when the body is not the platform's JSON at all
     */
    List<InboundEvent> decode(String account, Buffer body, Instant receivedAt) throws MalformedPayloadException;
}
