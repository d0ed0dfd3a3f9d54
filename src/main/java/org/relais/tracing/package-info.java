/**
 * Traces for operators: requests, statements, calls of platforms, and the way from a webhook to what is sent because of it, for
 * a collector of OpenTelemetry. What Vert.x would tell holds tokens, codes and numbers; only what {@link
 * org.relais.tracing.HarmlessTags} lets through is ever part of a span.
 */
@NullMarked
@CheckReturnValue
package org.relais.tracing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
