/**
 * Commands, one class each, and what they work with.
 */
@NullMarked
@CheckReturnValue
package org.relais.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
