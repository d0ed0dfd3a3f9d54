/**
 * Figures for operators: what this node counts, what the database holds, in the format of Prometheus on a port of its own.
 * Nothing here decides anything; without {@code metrics.port} nothing is kept.
 */
@NullMarked
@CheckReturnValue
package org.relais.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
