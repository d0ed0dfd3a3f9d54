package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.ConsentEvent;
import org.relais.consent.Ledger;
import org.relais.consent.LedgerEntry;
import org.relais.consent.LedgerKind;
import org.relais.consent.intent.RightsRequest;
import org.relais.consent.intent.StopDetector;

/**
 * Opens a request, with its legal deadline, for every right that a person's own words exercise, besides whatever else
 * is done about them.
 */
final class RightsDesk {
    private final StopDetector detector;
    private final Ledger ledger;
    private final RightsRequestStore store = new RightsRequestStore();

    RightsDesk(StopDetector detector, Ledger ledger) {
        this.detector = detector;
        this.ledger = ledger;
    }

    /** The rights that the words exercise; words passed on, or a button's, are nobody's request. */
    Set<RightsRequest> exercised(InboundEvent event) {
        String text = event.text();
        boolean own = event.kind() == Kind.TEXT || event.kind() == Kind.EDITED_TEXT;
        return text == null || !own || event.forwarded()
                ? Set.of()
                : detector.detect(text).rights();
    }

    /** Completes when everything the words ask for is open, and written in the ledger. */
    Future<Void> open(SqlClient tx, long organisationId, long contactId, InboundEvent event, Instant receivedAt) {
        Future<Void> all = Future.succeededFuture();
        for (RightsRequest right : new TreeSet<>(exercised(event))) {
            var origin = new RightsRequestStore.Origin(event.eventKey(), event.text(), null, receivedAt);
            all = all.compose(before -> store.open(tx, organisationId, contactId, right, origin))
                    .compose(opened -> ledger.append(
                            tx,
                            new LedgerEntry(
                                    organisationId,
                                    contactId,
                                    LedgerKind.RIGHTS_REQUEST,
                                    event.platformTime(),
                                    LedgerEntry.Change.NONE,
                                    new LedgerEntry.Origin(
                                            ConsentEvent.Source.WEBHOOK, event.channel(), event.eventKey(), null),
                                    new LedgerEntry.Words(event.text(), null, event.language()),
                                    RightsRequests.detail(right, opened.isPresent() ? "opened" : "repeated"))))
                    .mapEmpty();
        }
        return all;
    }
}
