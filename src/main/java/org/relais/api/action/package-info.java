/** Routes of actions: calls, events, questions, referrals, and messages to share. */
@NullMarked
@CheckReturnValue
package org.relais.api.action;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
