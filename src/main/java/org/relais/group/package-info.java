/**
 * Groups and channels of a platform that a sender of ours is in, volunteers' own links into them, and how many entered by
 * these. May use {@code answer} and above. Who enters is no contact, is never written to, and no consent comes of it.
 *
 * <p>A link is wanted with a volunteer's yes ({@link org.relais.group.InviteLinkStore#want}), made by
 * {@link org.relais.group.InviteLinkMaker} and told by the outbox; what platforms tell of groups comes to
 * {@link org.relais.group.GroupIntake}.
 */
@NullMarked
@CheckReturnValue
package org.relais.group;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
