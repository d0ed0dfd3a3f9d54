/**
 * What people answer to the buttons of broadcasts: kept once per person and broadcast, acknowledged, counted. May use
 * {@code conversation} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.answer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
