/** The page that an organiser starts from: what wants doing. */
@NullMarked
@CheckReturnValue
package org.relais.console.home;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
