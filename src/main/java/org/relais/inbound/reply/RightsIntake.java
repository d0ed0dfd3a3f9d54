package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.stopword.RightsKind;
import org.relais.consent.stopword.StopDetector;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.RightsRequestStore;
import org.relais.ledger.EventSource;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerEntry;
import org.relais.ledger.LedgerKind;

/**
 * Opens a request, with its legal deadline, for every right that a person's own words exercise, besides whatever else
 * is done about them.
 */
final class RightsIntake {
    private final StopDetector detector;
    private final Ledger ledger;
    private final RightsRequestStore store = new RightsRequestStore();

    RightsIntake(StopDetector detector, Ledger ledger) {
        this.detector = detector;
        this.ledger = ledger;
    }

    /** The rights that the words exercise; words passed on, or a button's, are nobody's request. */
    Set<RightsKind> exercised(InboundEvent event) {
        String text = event.text();
        boolean own = event.kind() == Kind.TEXT || event.kind() == Kind.EDITED_TEXT;
        return text == null || !own || event.forwarded()
                ? Set.of()
                : detector.detect(text).rights();
    }

    /** Completes when everything the words ask for is open, and written in the ledger. */
    Future<Void> open(SqlClient tx, long organisationId, long contactId, InboundEvent event, Instant receivedAt) {
        Future<Void> all = Future.succeededFuture();
        for (RightsKind right : new TreeSet<>(exercised(event))) {
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
                                            EventSource.WEBHOOK, event.channel(), event.eventKey(), null),
                                    new LedgerEntry.Words(event.text(), null, event.language()),
                                    RightsRequestService.detail(right, opened.isPresent() ? "opened" : "repeated"))))
                    .mapEmpty();
        }
        return all;
    }
}
