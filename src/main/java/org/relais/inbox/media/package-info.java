/** Pictures, voice messages, places and files that people sent: fetched, cleaned, kept, shown to organisers. */
@NullMarked
@CheckReturnValue
package org.relais.inbox.media;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
