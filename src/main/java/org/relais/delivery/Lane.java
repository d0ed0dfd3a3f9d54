package org.relais.delivery;

import java.time.Instant;

/**
 * Part of a sender's queue that is served in order; lanes of the same priority take turns.
 *
 * @param priority 0 stop confirmations, 1 replies, 2 broadcasts
 * @param broadcastId 0 for everything that belongs to no broadcast
 * @param due when its first delivery may go
 */
record Lane(long senderId, int priority, long broadcastId, Instant due) {}
