package org.relais.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a platform last asked for an address.
 *
 * @param acceptedAt with our verify token
 * @param refusedAt with another
 */
public record Handshake(@Nullable Instant acceptedAt, @Nullable Instant refusedAt) {}
