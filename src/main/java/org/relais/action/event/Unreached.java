package org.relais.action.event;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who comes, waits or may come and whom no message of the event reaches now: to be called.
 *
 * @param phone in E.164; null when none is known
 * @param reason as of deliveries: {@code window_closed}, {@code no_address} or {@code unreachable}, or why the last message
 *     did not arrive
 */
public record Unreached(long contactId, String name, @Nullable String phone, AttendanceState standing, String reason) {}
