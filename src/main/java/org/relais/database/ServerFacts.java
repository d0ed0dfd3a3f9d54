package org.relais.database;

import java.time.Instant;

/**
 * What a server says of itself and of our connection to it.
 *
 * @param now by its clock
 * @param freeConnections that anybody but a superuser may still open
 */
public record ServerFacts(String version, boolean encrypted, Instant now, int freeConnections) {}
