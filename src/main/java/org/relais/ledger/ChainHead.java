package org.relais.ledger;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The last link of a chain at some time. Kept outside the database, it proves that nothing was cut off before it.
 *
 * @param position how many events the chain has, 0 for none
 * @param hash 32 bytes over everything up to and including that event
 * @param at when it was the head
 */
public record ChainHead(long organisationId, long position, Buffer hash, Instant at) {

    /** The hash as it stands in logs and files. */
    public String hex() {
        return HexFormat.of().formatHex(hash.getBytes());
    }
}
