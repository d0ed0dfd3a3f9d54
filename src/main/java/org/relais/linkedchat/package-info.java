/**
 * The chat that an organiser links to their name, to get in it what they compose as a test. May use {@code share} and
 * above.
 */
@NullMarked
@CheckReturnValue
package org.relais.linkedchat;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
