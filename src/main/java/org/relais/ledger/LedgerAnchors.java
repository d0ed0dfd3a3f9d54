package org.relais.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes of the heads of all chains, made once a day, in the database and in the log. The line in the log is the one
 * that counts: whoever can rewrite the database can't rewrite logs that were shipped elsewhere.
 */
public final class LedgerAnchors {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerAnchors.class);
    private static final int HASH_BYTES = 32;

    private final AnchorStore store = new AnchorStore();
    private final LedgerSealer sealer;
    private final Pool pool;
    private final InstantSource clock;

    public LedgerAnchors(LedgerSealer sealer, Pool pool, InstantSource clock) {
        this.sealer = sealer;
        this.pool = pool;
        this.clock = clock;
    }

    /** Seals what can be sealed, then notes every head that has moved; returns these. */
    public Future<List<ChainHead>> note() {
        return sealer.seal()
                .compose(done -> store.note(pool, clock.instant()))
                .onSuccess(heads -> heads.forEach(head -> LOG.info(
                        "ledger anchor: organisation {}, position {}, hash {}",
                        head.organisationId(),
                        head.position(),
                        head.hex())));
    }

    /** Every head that was noted of one chain, oldest first. */
    public Future<List<ChainHead>> of(long organisationId) {
        return store.all(pool, organisationId);
    }

    /** One line of an exported file. */
    public static JsonObject encode(ChainHead head) {
        return new JsonObject()
                .put("organisation", head.organisationId())
                .put("position", head.position())
                .put("hash", head.hex())
                .put("at", head.at().toString());
    }

    /**
     * What {@link #encode} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static ChainHead decode(JsonObject json) {
        try {
            byte[] hash = HexFormat.of().parseHex(json.getString("hash"));
            long position = json.getLong("position");
            if (hash.length != HASH_BYTES || position < 1) {
                throw new IllegalArgumentException("not a hash at a position");
            }
            return new ChainHead(
                    json.getLong("organisation"), position, Buffer.buffer(hash), Instant.parse(json.getString("at")));
        } catch (RuntimeException fault) {
            throw new IllegalArgumentException("not an anchor: " + fault.getMessage(), fault);
        }
    }
}
