package org.relais.inbound.intake;

/** A row of the inbox that this version can't read, since a later one wrote it, or somebody by hand. */
public final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long id;
    private final int attempt;

    UnreadableEventException(long id, int attempt, RuntimeException cause) {
        super("inbox row " + id + " can't be read", cause);
        this.id = id;
        this.attempt = attempt;
    }

    /** The row. */
    public long id() {
        return id;
    }

    /** How often it has failed. */
    public int attempt() {
        return attempt;
    }
}
