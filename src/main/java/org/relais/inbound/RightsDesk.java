package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.consent.intent.RightsRequest;
import org.relais.consent.intent.StopDetector;

/**
 * Opens a request, with its legal deadline, for every right that a person's own words exercise, besides whatever else
 * is done about them.
 */
final class RightsDesk {
    private final StopDetector detector;
    private final RightsRequestStore store = new RightsRequestStore();

    RightsDesk(StopDetector detector) {
        this.detector = detector;
    }

    /** Completes when everything the text asks for is open; words passed on are nobody's request. */
    Future<Void> open(SqlClient tx, long organisationId, long contactId, InboundEvent event, Instant receivedAt) {
        String text = event.text();
        boolean own = event.kind() == Kind.TEXT || event.kind() == Kind.EDITED_TEXT;
        Future<Void> all = Future.succeededFuture();
        if (text == null || !own || event.forwarded()) {
            return all;
        }
        for (RightsRequest right : detector.detect(text).rights()) {
            all = all.compose(before -> store.open(tx, organisationId, contactId, right, event.eventKey(), receivedAt)
                    .mapEmpty());
        }
        return all;
    }
}
