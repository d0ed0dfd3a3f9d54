/**
 * One message to many: draft, expansion, progress. May use {@code delivery} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.broadcast;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
