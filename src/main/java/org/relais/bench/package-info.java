/**
 * The {@code bench} command: processor time per unit of work, then rates, of the service in a process of its own, in
 * slices that alternate with those of bare programs. May use everything; nothing uses it but {@code Main}.
 */
@NullMarked
@CheckReturnValue
package org.relais.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
