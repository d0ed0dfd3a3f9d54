/** Programs that the feed is posted to: endpoints, their secrets, and the queue of each. */
@NullMarked
@CheckReturnValue
package org.relais.feed.webhook;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
