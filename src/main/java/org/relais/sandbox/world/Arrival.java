package org.relais.sandbox.world;

import java.time.Instant;

/**
 * When a request reached the sandbox.
 *
 * @param at wall clock
 * @param sequence place in the sandbox's one order of events: a request whose sequence is greater than
 *     that of a webhook's answer began after the sandbox had seen that answer
 */
public record Arrival(Instant at, long sequence) {}
