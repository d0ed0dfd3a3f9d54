/** Share actions: what is passed on, and who has done it. May use {@code action} and above. */
@NullMarked
@CheckReturnValue
package org.relais.action.share;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
