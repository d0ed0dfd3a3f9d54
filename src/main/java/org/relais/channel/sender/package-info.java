/**
 * The senders that an organisation has connected: their keys, kept encrypted, and the registry's connections to them. May
 * use {@code channel} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.channel.sender;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
