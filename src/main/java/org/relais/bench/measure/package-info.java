/** What the benchmark counts and times: durations, rates, memory, processor time, and what a platform sees. */
@NullMarked
@CheckReturnValue
package org.relais.bench.measure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
