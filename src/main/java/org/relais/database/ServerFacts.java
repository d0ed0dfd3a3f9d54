package org.relais.database;

/**
 * What a server says of itself and of our connection to it.
 *
 * @param clock how far ours is from its
 * @param freeConnections that anybody but a superuser may still open
 */
public record ServerFacts(String version, boolean encrypted, ClockDifference clock, int freeConnections) {}
