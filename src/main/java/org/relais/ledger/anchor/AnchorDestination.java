package org.relais.ledger.anchor;

import io.vertx.core.Future;

/** Where noted heads are kept outside. */
public interface AnchorDestination {

    /** For the log and {@code /health}. */
    String name();

    /**
     * Hands over what it has not got yet, each head at least once, in the order of its chain.
     *
     * @return how many; fails when it could not take them: they are tried again
     */
    Future<Integer> send();
}
