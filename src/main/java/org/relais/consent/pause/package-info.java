/** Holds that people asked for as a pause, and the day on which each ends. */
@NullMarked
@CheckReturnValue
package org.relais.consent.pause;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
