/**
 * The simulated Telegram Bot API: methods, their errors, updates by webhook or getUpdates. Follows the
 * public Bot API and the behaviour of its open-source server; uses only {@code org.relais.sandbox.world}.
 */
@NullMarked
@CheckReturnValue
package org.relais.sandbox.telegram;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
