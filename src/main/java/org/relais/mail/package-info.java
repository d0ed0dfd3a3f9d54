/** The way to a mail server. May use {@code config}. */
@NullMarked
@CheckReturnValue
package org.relais.mail;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
