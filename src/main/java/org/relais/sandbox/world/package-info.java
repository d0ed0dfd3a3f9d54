/**
 * What both simulated platforms share: phones, senders, what each phone received, switches, limits,
 * counters, and the queue and journal of webhooks. Everything here is confined to the one event loop
 * that the sandbox runs on, so nothing needs a lock and every event has a place in one total order.
 */
@NullMarked
@CheckReturnValue
package org.relais.sandbox.world;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
