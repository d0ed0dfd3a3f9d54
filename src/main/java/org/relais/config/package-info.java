/**
 * Configuration as one record tree: defaults, validation that lists every fault, unknown keys refused. Uses nothing of ours.
 */
@NullMarked
@CheckReturnValue
package org.relais.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
