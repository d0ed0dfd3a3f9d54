/** Ways to run work: again and again, one after the other, joined into batches, so many at once. May use {@code database} to name faults. */
@NullMarked
@CheckReturnValue
package org.relais.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
