package org.relais.audience;

import java.time.Instant;

/**
 * An audience that organisers keep under a name.
 *
 * @param audience {@link Audience#UNREADABLE} when what is stored can't be read any more
 * @param version changes with every update
 */
public record SavedAudience(long id, String name, Audience audience, int version, String createdBy, Instant updatedAt) {
    /** Most of one organisation. */
    public static final int MOST = 200;

    /** Characters of a name. */
    public static final int LONGEST_NAME = 100;
}
