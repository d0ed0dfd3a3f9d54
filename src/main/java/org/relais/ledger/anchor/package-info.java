/**
 * Noted heads of the chains on their way out of this database, to where nobody who writes it can write. May use
 * {@code ledger} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.ledger.anchor;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
