package org.relais.channel;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reader of a platform's webhooks. Pure: no input makes it throw anything but {@link MalformedPayloadException}. */
public interface WebhookCodec {

    /** Whether a webhook's path names a sender of ours; those that were removed are still heard. */
    boolean serves(String account);

    /**
     * Answers the platform's GET handshake.
     *
     * @param account as for {@link #credentials}
     * @return the body to answer, or empty when the request is not ours to confirm (answer 403)
     */
    Optional<String> handshake(String account, MultiMap query);

    /** What the headers alone tell of who sent a request. */
    enum Credentials {
        /** No body at all could make it the platform's. */
        WRONG,
        /** A signature over the body, so that only the whole body can tell. */
        UNPROVEN,
        /** A secret that only the platform and we know. */
        PROVEN
    }

    /**
     * Asked before any byte of the body is kept; a secret in a header is compared in constant time.
     *
     * @param account last segment of the webhook's path, empty when the channel has one path for all senders
     */
    Credentials credentials(String account, MultiMap headers);

    /**
     * Whether the request is the platform's; compared in constant time. To be overridden where the body is signed.
     *
     * @param account as for {@link #credentials}
     * @param body the raw bytes as received
     */
    default boolean authentic(String account, MultiMap headers, Buffer body) {
        return credentials(account, headers) == Credentials.PROVEN;
    }

    /**
     * The events of one payload, in its order. Unknown fields and kinds never hide the rest. Texts are clean: no NUL
     * and no lone surrogate, which PostgreSQL would refuse.
     *
     * @param account as for {@link #credentials}
     * @param receivedAt when the payload arrived; stands in for a platform time that is missing, absurd or in the future
     * @throws MalformedPayloadException when the body is not the platform's JSON at all
     */
    List<InboundEvent> decode(String account, Buffer body, Instant receivedAt) throws MalformedPayloadException;

    /**
     * Whom a payload names, whoever has them.
     *
     * @param senders external ids: where one address is called for several, each is also an account that the payload may be
     *     authentic for
     * @param accounts the platform's ids of accounts of which it tells what concerns each of their senders
     */
    record Named(Set<String> senders, Set<String> accounts) {
        public static final Named NOBODY = new Named(Set.of(), Set.of());
    }

    /** @throws MalformedPayloadException as {@link #decode} */
    default Named named(Buffer body) throws MalformedPayloadException {
        return Named.NOBODY;
    }

    /** External ids of the senders of ours that are of an account of the platform's; those that were removed as well. */
    default Set<String> sendersOf(String account) {
        return Set.of();
    }
}
