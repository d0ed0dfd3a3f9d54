/**
 * Whether consents and the suppression list are what the ledger implies: the part of both that a stolen password of the
 * service's role can change. May use {@code consent} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.consent.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
