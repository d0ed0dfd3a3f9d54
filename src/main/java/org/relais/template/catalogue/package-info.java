/**
 * The templates of senders' accounts: kept as their platforms list them, handed in for approval, and watched, so that a
 * broadcast whose template may no longer be sent stands still. May use {@code template} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.template.catalogue;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
