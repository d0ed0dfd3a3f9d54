/**
 * What organisers read and answer: messages, holds, and requests by which people exercise their rights.
 */
@NullMarked
@CheckReturnValue
package org.relais.inbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
