package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.SuppressionStore;
import org.relais.consent.identity.IdentityService;
import org.relais.contact.AddressStore;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry;

/**
 * Intake of an address book's people as occasional contacts; spends their one contact: whoever comes second, whatever their
 * way, is refused.
 */
public final class ReferralIntake {
    private final Fingerprints fingerprints;
    private final IdentityService identities;
    private final ConsentService consent;
    private final InstantSource clock;
    private final AddressStore addresses = new AddressStore();
    private final SuppressionStore suppressed = new SuppressionStore();

    public ReferralIntake(
            Fingerprints fingerprints, IdentityService identities, ConsentService consent, InstantSource clock) {
        this.fingerprints = fingerprints;
        this.identities = identities;
        this.consent = consent;
        this.clock = clock;
    }

    /** Whether nobody of the organisation knows the person in any way, the suppression list included. */
    Future<Boolean> unknown(SqlConnection tx, long organisationId, Referral person) {
        if (!fingerprints.available()) {
            return Future.succeededFuture(false);
        }
        List<Buffer> prints = fingerprints.all(organisationId, person.address()).stream()
                .map(Buffer::buffer)
                .collect(Collectors.toList());
        return addresses
                .named(tx, organisationId, List.of(person.address()))
                .compose(found -> found.isEmpty()
                        ? suppressed.find(tx, organisationId, prints).map(List::isEmpty)
                        : Future.succeededFuture(false));
    }

    /**
     * The contact that the person is from now on; empty when somebody knows them already.
     *
     * @param shown what the volunteer read before they went on
     */
    Future<Optional<Long>> introduce(
            SqlConnection tx, long organisationId, long volunteerId, Referral person, String shown, String language) {
        return unknown(tx, organisationId, person)
                .compose(unknown -> unknown
                        ? create(tx, organisationId, volunteerId, person, shown, language)
                        : Future.succeededFuture(Optional.empty()));
    }

    private Future<Optional<Long>> create(
            SqlConnection tx, long organisationId, long volunteerId, Referral person, String shown, String language) {
        String actor = "contact:" + volunteerId;
        IdentityService.Sighting sighting = new IdentityService.Sighting(
                organisationId,
                null,
                List.of(person.address()),
                null,
                null,
                clock.instant(),
                null,
                new LedgerEntry.Origin(EventSource.VOLUNTEER, null, null, actor));
        return identities.resolve(tx, sighting).compose(resolved -> {
            // Somebody was faster, or the suppression list knows them under another key.
            if (!resolved.created() || resolved.state() == ConsentState.UNSUBSCRIBED) {
                return Future.succeededFuture(Optional.empty());
            }
            ConsentEvent event = ConsentEvent.classChange(
                            organisationId,
                            resolved.contactId(),
                            ConsentClass.OCCASIONAL,
                            clock.instant(),
                            EventSource.VOLUNTEER)
                    .by(actor)
                    .wording(shown, language)
                    .detail(new JsonObject().put("origin", "address book of a volunteer"));
            return consent.apply(tx, event)
                    .compose(applied -> consent.spendOnlyContact(tx, organisationId, resolved.contactId()))
                    // The rules changed this instant: tried again, it finds the new ones before it writes anything.
                    .compose(spent -> spent
                            ? Future.succeededFuture(Optional.of(resolved.contactId()))
                            : Future.failedFuture(new IllegalStateException("the contact could not be spent")));
        });
    }

    /**
     * The person wants no contact: a stop like any other, reported by the volunteer. It counts from this transaction's
     * commit; the outbox is emptied right after it.
     *
     * @return its ledger event
     */
    Future<Long> remove(SqlConnection tx, long organisationId, long volunteerId, long contactId) {
        return consent.apply(
                        tx,
                        ConsentEvent.stop(organisationId, contactId, clock.instant(), EventSource.VOLUNTEER)
                                .by("contact:" + volunteerId))
                .map(change -> change.ledgerEventId());
    }
}
