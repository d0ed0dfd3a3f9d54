/**
 * The inbox worked after its webhook has been answered: receipts, the confirmation of a stop, and what is answered to
 * people: by what they said about consent first, then commands, buttons and open dialogues.
 */
@NullMarked
@CheckReturnValue
package org.relais.inbound.reply;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
