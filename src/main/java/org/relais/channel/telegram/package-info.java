/**
 * Telegram Bot API. Nobody depends on it: it is found by {@link java.util.ServiceLoader}.
 */
@NullMarked
@CheckReturnValue
package org.relais.channel.telegram;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
