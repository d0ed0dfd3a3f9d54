/**
 * Events: who comes, who waits, reminders, calendar files and the public page. May use {@code action} and above.
 *
 * <p>Every answer is written under the lock of the event's row, so two people never get the last place; a place that
 * becomes free goes to the first who waits and may be told.
 */
@NullMarked
@CheckReturnValue
package org.relais.action.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
