/** Federations as they are set up: a section joins, and what it and the others know of people who have stopped is shared. */
@NullMarked
@CheckReturnValue
package org.relais.consent.federation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
