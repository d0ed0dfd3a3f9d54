/**
 * Question actions: surveys, petitions and pledges of one to ten steps, answered in the chat. May use
 * {@code org.relais.action} and what stands above it; the other kinds of action are none of its business.
 *
 * <p>What somebody answered may show their political opinions (GDPR article 9): it is kept as long as the form says after
 * the end of the action, follows no other purpose, and goes with the person.
 */
@NullMarked
@CheckReturnValue
package org.relais.action.question;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
