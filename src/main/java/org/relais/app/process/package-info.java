/**
 * The service as a process: from a configuration and a place for its database to a signal that ends it.
 */
@NullMarked
@CheckReturnValue
package org.relais.app.process;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
