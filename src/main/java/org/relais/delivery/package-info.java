/**
 * Outbox: claim, pace, dispatch, retry, settle, rescue. The only package that calls {@code Channel.send}. May use {@code audience} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.delivery;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
