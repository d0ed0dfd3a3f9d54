/**
 * The running service: what it is built from, in order, health and scheduled tasks.
 */
@NullMarked
@CheckReturnValue
package org.relais.app;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
