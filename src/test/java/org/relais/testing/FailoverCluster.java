package org.relais.testing;

import org.relais.database.DatabaseAddress;

/** A primary with two standbys that can be lost and replaced, again and again. */
public interface FailoverCluster extends AutoCloseable {

    /** All servers, in an order that has nothing to do with who is the primary. */
    DatabaseAddress address();

    /** The primary is gone, as by a power cut; nobody has taken its place yet. */
    void losePrimary();

    /** Returns once another server is the primary, and two standbys follow it again. */
    void promote();

    @Override
    void close();
}
