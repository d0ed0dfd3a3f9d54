/**
 * Webhook intake and the routing of what people answer: stop first, then commands and buttons. May use {@code broadcast} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.inbound;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
