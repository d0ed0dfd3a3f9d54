/** What every text is held to, and the files of texts in the jar. */
@NullMarked
@CheckReturnValue
package org.relais.text;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
