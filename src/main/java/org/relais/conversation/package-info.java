/**
 * What a person's reply is to the parts that can answer it: the reply itself, buttons' payloads, commands, and where
 * each person stands in a dialogue. May use {@code broadcast} and above; {@code share} and {@code action} implement
 * {@link org.relais.conversation.ReplyHandler}, {@code inbound} calls them.
 */
@NullMarked
@CheckReturnValue
package org.relais.conversation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
