package org.relais.app.process;

/** Something the operator gave us is wrong; the message is for them, the exit code 2. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
