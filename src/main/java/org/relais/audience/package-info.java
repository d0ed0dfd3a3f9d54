/**
 * Selections of contacts: counting and dry run. May use {@code template} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.audience;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
