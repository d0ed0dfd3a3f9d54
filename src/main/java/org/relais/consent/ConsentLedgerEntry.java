package org.relais.consent;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentState;
import org.relais.ledger.LedgerEntry;

/** The row of the ledger that one decided consent event leaves. */
final class ConsentLedgerEntry {
    private ConsentLedgerEntry() {}

    /**
     * What came of a consent event.
     *
     * @param ahead the time by which it counted, where that is later than its own, which looks older than what it came behind: a
     *     replay has to know
     */
    static LedgerEntry of(ConsentEvent event, Consent before, ConsentRules.Decision decision, @Nullable Instant ahead) {
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
                detail(event, before, decision, ahead));
    }

    /** Whether it takes the person off the list of their section: what other sections have put there holds until then. */
    static boolean lifts(ConsentEvent event, Consent before, ConsentRules.Decision decision) {
        return !before.sections().isEmpty()
                && event.evidence() != null
                && event.evidence().undoesStop()
                && decision.counted()
                && decision.next().state() == ConsentState.SUBSCRIBED;
    }

    private static JsonObject detail(
            ConsentEvent event, Consent before, ConsentRules.Decision decision, @Nullable Instant ahead) {
        JsonObject detail = event.detail().copy();
        if (decision.counted() && ahead != null) {
            detail.put(LedgerEntry.COUNTED_AT, ahead.toString());
        }
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
