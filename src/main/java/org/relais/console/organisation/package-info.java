/** Pages of the organisation itself: settings, safeguards, spending, webhooks, the audit trail. */
@NullMarked
@CheckReturnValue
package org.relais.console.organisation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
