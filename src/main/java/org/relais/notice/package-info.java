/**
 * Notices of political advertising (Regulation (EU) 2024/900, article 12): what everybody may read of a broadcast that was
 * declared as such, how it was corrected, and what readers report of it. May use {@code share} and above.
 *
 * <p>The first version of a notice is what was declared before the broadcast started; later ones are added and none is taken
 * away. To whom it goes is read from the broadcast, and nobody types it.
 */
@NullMarked
@CheckReturnValue
package org.relais.notice;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
