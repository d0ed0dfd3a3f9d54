/** The console's room for senders: connect a number or a bot, see whether it works, give it new secrets, remove it. */
@NullMarked
@CheckReturnValue
package org.relais.console.sender;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
