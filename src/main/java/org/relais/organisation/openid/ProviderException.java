package org.relais.organisation.openid;

/** A provider of sign-in that is not there, or does not answer as such; the message holds no secret and nothing of a person. */
public final class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProviderException(String message) {
        super(message);
    }
}
