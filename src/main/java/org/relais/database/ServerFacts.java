package org.relais.database;

import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself and of our connection to it.
 *
 * @param clock how far ours is from its
 * @param freeConnections that anybody but a superuser may still open
 * @param boundOwner the schema's owner when it may not restore a backup or move an organisation, else null
 */
public record ServerFacts(
        String version, boolean encrypted, ClockDifference clock, int freeConnections, @Nullable String boundOwner) {}
