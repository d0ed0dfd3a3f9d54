/**
 * From a webhook's bytes to its answer: verified, decoded, stored once, and for a stop: committed, drained, only then answered.
 */
@NullMarked
@CheckReturnValue
package org.relais.inbound.intake;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
