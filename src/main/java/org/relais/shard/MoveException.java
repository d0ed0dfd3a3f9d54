package org.relais.shard;

/** An organisation can't be moved, or not now: it stays where it is; in one sentence for an operator. */
public final class MoveException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MoveException(String message) {
        super(message);
    }
}
