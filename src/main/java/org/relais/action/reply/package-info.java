/**
 * The chat's side of actions of every kind: the buttons of offers, what somebody has begun and done. May use {@code action} and
 * above; the kinds with much of their own ask it.
 */
@NullMarked
@CheckReturnValue
package org.relais.action.reply;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
