/**
 * Wordings, variables, rendering and the legal mention. May use {@code channel} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.template;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
