package org.relais.inbound.intake;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventJson;
import org.relais.channel.InboundEvent;
import org.relais.database.Timestamps;

/**
 * An inbox row that is still to be worked.
 *
 * @param attempt how often it has failed
 * @param effect what it did to consent when it was stored; null: nothing
 * @param contactId whom it was about, when it did something to consent
 * @param ledgerEventId as for {@link ConsentEffect}
 * @param enforced whether nothing to the person is open any more
 * @param request id of the webhook that brought it, for the log
 */
public record PendingInboxEvent(
        long id,
        InboundEvent event,
        int attempt,
        Instant receivedAt,
        @Nullable ConsentEffectKind effect,
        @Nullable Long organisationId,
        @Nullable Long contactId,
        @Nullable Long addressId,
        @Nullable Long ledgerEventId,
        boolean enforced,
        @Nullable String request) {

    /** Field of the stored event that is none of its own. */
    static final String REQUEST = "request";

    /** Columns that {@link #of} reads. */
    public static final String COLUMNS =
            """
            id, event, attempt, received_at, effect, organisation_id, contact_id, address_id, ledger_event_id, enforced_at
            """;

    /** @throws UnreadableEventException when nobody knows what it says */
    public static PendingInboxEvent of(Row row) {
        try {
            return read(row);
        } catch (RuntimeException fault) {
            throw new UnreadableEventException(row.getLong("id"), row.getInteger("attempt"), fault);
        }
    }

    /** The same, with these words of it alone. */
    public PendingInboxEvent saying(String words) {
        return new PendingInboxEvent(
                id,
                event.saying(words),
                attempt,
                receivedAt,
                effect,
                organisationId,
                contactId,
                addressId,
                ledgerEventId,
                enforced,
                request);
    }

    private static PendingInboxEvent read(Row row) {
        String effect = row.getString("effect");
        JsonObject event = row.getJsonObject("event");
        return new PendingInboxEvent(
                row.getLong("id"),
                EventJson.decode(event),
                row.getInteger("attempt"),
                Timestamps.instant(row, "received_at"),
                effect == null ? null : ConsentEffectKind.of(effect),
                row.getLong("organisation_id"),
                row.getLong("contact_id"),
                row.getLong("address_id"),
                row.getLong("ledger_event_id"),
                row.getOffsetDateTime("enforced_at") != null,
                event.getString(REQUEST));
    }
}
