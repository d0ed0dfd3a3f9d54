/**
 * Alarms that owners are told of, once when each begins and once when it ends: by mail where a server is set, and by the
 * feed's webhooks. May use {@code spending} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.health.alarm;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
