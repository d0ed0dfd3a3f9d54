/**
 * Who has written, and which open message they answer, and how: read only. Says nothing to anybody and changes nothing.
 */
@NullMarked
@CheckReturnValue
package org.relais.inbound.answer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
