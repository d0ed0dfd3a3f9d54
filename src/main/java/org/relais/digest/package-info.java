/** Digests that every Java platform has, plain and keyed. */
@NullMarked
@CheckReturnValue
package org.relais.digest;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
