/** Routes of the organisation itself: senders, safeguards, tokens, webhooks and the feed. */
@NullMarked
@CheckReturnValue
package org.relais.api.organisation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
