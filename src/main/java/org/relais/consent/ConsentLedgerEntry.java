package org.relais.consent;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.relais.contact.ConsentState;
import org.relais.ledger.LedgerEntry;

/** The row of the ledger that one decided consent event leaves. */
final class ConsentLedgerEntry {
    private ConsentLedgerEntry() {}

    /** What came of a consent event. */
    static LedgerEntry of(ConsentEvent event, Consent before, ConsentRules.Decision decision) {
        return new LedgerEntry(
                event.organisationId(),
                before.contactId(),
                decision.kind(),
                event.occurredAt(),
                new LedgerEntry.Change(
                        decision.next().consentClass(),
                        before.state(),
                        decision.next().state()),
                new LedgerEntry.Origin(event.source(), event.channel(), event.sourceReference(), event.actor()),
                new LedgerEntry.Words(event.rawText(), event.wording(), event.language()),
                detail(event, before, decision));
    }

    /** Whether it takes the person off the list of their section: what other sections have put there holds until then. */
    static boolean lifts(ConsentEvent event, Consent before, ConsentRules.Decision decision) {
        return !before.sections().isEmpty()
                && event.evidence() != null
                && event.evidence().undoesStop()
                && decision.counted()
                && decision.next().state() == ConsentState.SUBSCRIBED;
    }

    private static JsonObject detail(ConsentEvent event, Consent before, ConsentRules.Decision decision) {
        JsonObject detail = event.detail().copy();
        if (!decision.counted()) {
            detail.put("event", event.kind().name().toLowerCase(Locale.ROOT));
        }
        if (decision.because() != null) {
            detail.put("because", decision.because());
        }
        if (event.evidence() != null) {
            detail.put("evidence", event.evidence().name().toLowerCase(Locale.ROOT));
        }
        boolean cameBack =
                before.state() == ConsentState.UNSUBSCRIBED && decision.next().state() != ConsentState.UNSUBSCRIBED;
        if (cameBack || lifts(event, before, decision)) {
            detail.put("suppression", "removed");
        }
        return detail;
    }
}
