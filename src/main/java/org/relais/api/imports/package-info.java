/** Routes of imports: a file up, checked, committed. */
@NullMarked
@CheckReturnValue
package org.relais.api.imports;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
