package org.relais.consent;

/** No suppression key is configured: without it nobody could tell who must not be messaged. */
public final class MissingKeyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public MissingKeyException() {
        super("security.suppressionKeys is empty: without a key the suppression list can't be read, so nothing is sent"
                + " or imported");
    }
}
