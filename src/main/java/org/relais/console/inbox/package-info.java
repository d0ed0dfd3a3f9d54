/** Pages of what people wrote, answered while it comes in. */
@NullMarked
@CheckReturnValue
package org.relais.console.inbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
