/**
 * The console's room for actions: compose, look, open, follow, end. May use {@code action} and what it consists of, and the
 * room for broadcasts, whose parts of forms it shares.
 */
@NullMarked
@CheckReturnValue
package org.relais.console.action;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
