package org.relais.consent.privacy;

import org.relais.contact.ConsentState;
import org.relais.database.SqlNamed;

/** Why somebody's data is removed; it decides whether the fingerprint of who is not unsubscribed is kept as well. */
public enum ErasureReason implements SqlNamed {
    /** The person asked for it (GDPR art. 17): they are unsubscribed first, and stay so. */
    REQUEST,
    /** The one contact of an occasional person was not answered: never again, on any import. */
    OCCASIONAL,
    /** The event they were known for is over; they may come back. */
    EVENT,
    /** Nothing was heard of the person for the organisation's period; they may come back. */
    SILENCE;

    /** Whether nobody with one of the person's identifiers may be messaged again without their own new opt-in. */
    boolean lists(ConsentState state) {
        return (this != SILENCE && this != EVENT) || state == ConsentState.UNSUBSCRIBED;
    }
}
