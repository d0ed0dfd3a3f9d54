/**
 * Webhook intake and the routing of what people answer: stop first, then commands and buttons; and what organisers do
 * about it: their inbox, holds, rights requests. May use {@code action} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.inbound.reply;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
