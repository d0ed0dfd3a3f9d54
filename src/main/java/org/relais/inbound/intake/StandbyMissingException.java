package org.relais.inbound.intake;

/** What would be committed now could be lost with the primary, and the configuration asks for more. */
final class StandbyMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param why {@link org.relais.database.Durability#words()} */
    StandbyMissingException(String why) {
        super(why, null, false, false);
    }
}
