package org.relais.delivery;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import org.relais.consent.Claim;
import org.relais.consent.LeaseTerm;
import org.relais.consent.Purpose;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.database.Timestamps;
import org.relais.organisation.Sender;

/**
 * One row of what a claim returns ({@code ClaimStore.TAKEN}), read by position: by name, a look-up per value would cost as
 * much as reading it.
 */
final class ClaimRow {
    private static final int STATE = 0;
    private static final int ID = 1;
    private static final int CONTACT_ID = 2;
    private static final int PURPOSE = 3;
    private static final int MESSAGE_ID = 4;
    private static final int BROADCAST_ID = 5;
    private static final int ATTEMPT = 6;
    private static final int RETRIES = 7;
    private static final int VARIABLES = 8;
    private static final int NOT_BEFORE = 9;
    private static final int CHANNEL = 10;
    private static final int KIND = 11;
    private static final int IDENTIFIER = 12;
    private static final int LAST_INBOUND_AT = 13;
    private static final int NAME = 14;
    private static final int LANGUAGE = 15;
    private static final int CONTACT_VARIABLES = 16;
    private static final int MENTION_SENT_AT = 17;
    private static final int SPACED_MENTION = 18;
    private static final int BATCH_ID = 19;
    private static final int NUMBER = 20;
    private static final int ADDRESS_ID = 21;
    private static final int REQUEST_ID = 22;
    private static final int CLOSED = 23;

    private ClaimRow() {}

    /** Which of the claim's lanes it was taken from, from 1. */
    static int number(Row row) {
        return row.getLong(NUMBER).intValue();
    }

    static String state(Row row) {
        return row.getString(STATE);
    }

    static boolean isClosed(Row row) {
        return row.getBoolean(CLOSED);
    }

    static QueuePosition place(Row row) {
        return new QueuePosition(Timestamps.instant(row, NOT_BEFORE), row.getLong(ID));
    }

    /** @param startWithin for {@link Claim#startWithin} */
    static ClaimedDelivery taken(Row row, Sender sender, LeaseTerm startWithin) {
        Claim claim = new Claim(
                row.getLong(ID),
                row.getInteger(ATTEMPT),
                sender,
                row.getLong(CONTACT_ID),
                new AddressId(row.getString(CHANNEL), AddressKind.of(row.getString(KIND)), row.getString(IDENTIFIER)),
                Purpose.of(row.getString(PURPOSE)),
                startWithin,
                Timestamps.instantOrNull(row, LAST_INBOUND_AT));
        DeliveryRecipient recipient = new DeliveryRecipient(
                claim,
                row.getLong(BROADCAST_ID),
                row.getString(NAME),
                row.getString(LANGUAGE),
                variables(row),
                Timestamps.instantOrNull(row, MENTION_SENT_AT),
                row.getInteger(RETRIES) > 0);
        return new ClaimedDelivery(
                recipient,
                row.getLong(MESSAGE_ID),
                row.getInteger(RETRIES),
                row.getBoolean(SPACED_MENTION),
                row.getLong(BATCH_ID),
                row.getLong(ADDRESS_ID),
                row.getString(REQUEST_ID));
    }

    private static JsonObject variables(Row row) {
        JsonObject contact = row.getJsonObject(CONTACT_VARIABLES);
        JsonObject own = row.getJsonObject(VARIABLES);
        if (contact == null) {
            return own == null ? new JsonObject() : own;
        }
        return own == null ? contact : contact.mergeIn(own);
    }
}
