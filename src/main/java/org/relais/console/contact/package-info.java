/** Pages of people: found, added, written down from paper, brought in by files. */
@NullMarked
@CheckReturnValue
package org.relais.console.contact;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
