package org.relais.channel;

/** A webhook body that is not what the platform sends; the message says what is wrong and quotes nothing of it. */
public final class MalformedPayloadException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedPayloadException(String message) {
        super(message);
    }
}
