package org.relais.consent.verify;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import org.relais.consent.Fingerprints;
import org.relais.ledger.ChainHead;
import org.relais.ledger.LedgerVerifier;

/**
 * Verification of an organisation's ledger, and that consents and suppression list are what it implies; changes
 * nothing.
 */
public final class ConsentVerifier {
    private final LedgerVerifier chain;
    private final ConsentComparison comparison;

    public ConsentVerifier(Pool pool, Fingerprints fingerprints, InstantSource clock) {
        this.chain = new LedgerVerifier(pool, clock);
        this.comparison = new ConsentComparison(pool, fingerprints);
    }

    /** @param outside heads that were kept elsewhere */
    public Future<LedgerVerification> verify(long organisationId, List<ChainHead> outside) {
        return chain.verify(organisationId, outside)
                .compose(verified ->
                        comparison.of(organisationId).map(compared -> new LedgerVerification(verified, compared)));
    }
}
