/**
 * What people send us, read strictly: every fault is noted with its field and its code, nothing is taken by halves.
 */
@NullMarked
@CheckReturnValue
package org.relais.input;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
