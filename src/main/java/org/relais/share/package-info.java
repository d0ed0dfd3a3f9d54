/**
 * Share links and join links: what a volunteer passes on, the public pages it leads to, and what came of it. May use
 * {@code conversation} and above.
 *
 * <p>A share link is one volunteer's way to one message. Its code is signed and leads to two pages: {@code /s/<code>} for
 * the volunteer, who shares from there or by one-tap links under it, and {@code /m/<code>} for friends. The same code is
 * the payload of the join links. Of friends who do not join nothing is kept but that a page was opened.
 *
 * <p>{@code /u/<code>} is everybody's own page to receive nothing more.
 */
@NullMarked
@CheckReturnValue
package org.relais.share;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
