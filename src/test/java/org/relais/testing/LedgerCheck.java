package org.relais.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import org.relais.consent.Fingerprints;
import org.relais.consent.verify.ConsentVerifier;
import org.relais.consent.verify.LedgerVerification;
import org.relais.ledger.LedgerSealer;

/** Whatever a test has done by the service's own ways, 'ledger verify' finds nothing wrong after it. */
public final class LedgerCheck {
    private LedgerCheck() {}

    /** Consents and suppression list of every organisation are what its ledger implies. */
    public static void consentsAreAsTheLedgerImplies(Pool pool, Fingerprints fingerprints) {
        for (LedgerVerification verification : verify(pool, fingerprints)) {
            assertThat(verification.comparison().first()).isEmpty();
        }
    }

    /** And every chain is whole. */
    public static void everythingIsIntact(Pool pool, Fingerprints fingerprints) {
        for (LedgerVerification verification : verify(pool, fingerprints)) {
            assertThat(verification.intact())
                    .as(verification.json().encodePrettily())
                    .isTrue();
        }
    }

    private static List<LedgerVerification> verify(Pool pool, Fingerprints fingerprints) {
        InstantSource clock = InstantSource.system();
        Await.result(new LedgerSealer(pool, clock).seal());
        ConsentVerifier verifier = new ConsentVerifier(pool, fingerprints, clock);
        return Await.result(
                        pool.query("select id from organisation order by id").execute())
                .stream()
                .map(row -> Await.result(verifier.verify(row.getLong("id"), List.of())))
                .toList();
    }
}
