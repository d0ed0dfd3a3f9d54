/** Simulated platforms. */
@NullMarked
@CheckReturnValue
package org.relais.sandbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
