/**
 * The console's room for broadcasts: compose, look, try, send, follow. May use {@code broadcast} and everything that it
 * may use.
 */
@NullMarked
@CheckReturnValue
package org.relais.console.broadcast;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
