/**
 * Call actions: a script in steps, a list of contacts, and volunteers who are handed one contact at a time. May use
 * {@code org.relais.action} and what stands above it; the other kinds of action are none of its business.
 *
 * <h2>Why nobody is called who must not be, and nobody by two at once</h2>
 *
 * <p>A contact is handed out by one statement ({@link org.relais.action.call.CallHandOutStore}) that locks the entry of the
 * list and the person's consent, skips what somebody else has locked, and reads the one definition of who may be
 * contacted from the locked row. A stop takes the same lock: either it is committed before, and the person is skipped,
 * or it waits and comes after the number was shown; then the next step of the volunteer, or the sweep, ends the call. For
 * an occasional contact the one contact is spent on that row in the same statement, as it is for a message.
 */
@NullMarked
@CheckReturnValue
package org.relais.action.call;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
