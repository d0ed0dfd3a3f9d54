/** Routes of the inbox: messages, people on hold, requests of their rights. */
@NullMarked
@CheckReturnValue
package org.relais.api.inbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
