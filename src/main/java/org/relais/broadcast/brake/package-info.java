/**
 * The brake of a broadcast: a part of the people gets it first, and what comes of that part decides on the rest. Knows the
 * broadcast's row and none of its other classes, which use it.
 */
@NullMarked
@CheckReturnValue
package org.relais.broadcast.brake;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
