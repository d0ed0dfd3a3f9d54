/** Routes of broadcasts, their audiences, templates, deliveries and what they cost. */
@NullMarked
@CheckReturnValue
package org.relais.api.broadcast;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
