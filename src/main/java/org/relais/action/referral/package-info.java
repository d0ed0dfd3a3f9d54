/**
 * Named sharing: a volunteer writes to people of their own address book, once each, from their own telephone. May use
 * {@code action} and above.
 *
 * <p>The person becomes an occasional contact whose only contact is spent before the volunteer sees the link, so nobody
 * else can write to them, and Relais never does. Whoever is known already, or has stopped, is refused in the same words.
 */
@NullMarked
@CheckReturnValue
package org.relais.action.referral;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
