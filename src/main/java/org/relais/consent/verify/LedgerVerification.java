package org.relais.consent.verify;

import io.vertx.core.json.JsonObject;
import org.relais.ledger.Verification;

/** Whether a ledger is as it was written, and consents and suppression list are what it implies. */
public record LedgerVerification(Verification chain, Comparison comparison) {

    public boolean intact() {
        return chain.intact() && comparison.differences() == 0;
    }

    /** With field names that stay; names nobody but by the number of their contact. */
    public JsonObject json() {
        return chain.json().put("intact", intact()).put("comparison", comparison.json());
    }
}
