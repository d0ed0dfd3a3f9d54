/**
 * What a platform is to the rest of the house: how to send, how to read its webhooks, what it allows. May use {@code consent} and above; knows no platform by name.
 */
@NullMarked
@CheckReturnValue
package org.relais.channel;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
