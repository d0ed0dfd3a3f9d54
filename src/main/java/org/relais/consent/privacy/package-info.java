/**
 * Erasure and retention (GDPR art. 17 and 5(1)(e)).
 */
@NullMarked
@CheckReturnValue
package org.relais.consent.privacy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
