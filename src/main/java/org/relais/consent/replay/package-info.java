/**
 * The ledger as a file, and what a restored backup has forgotten, applied from it.
 */
@NullMarked
@CheckReturnValue
package org.relais.consent.replay;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
