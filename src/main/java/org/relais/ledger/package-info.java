/**
 * The append-only record of everything that concerned a person's consent, and the hash chain over each organisation's
 * part of it: written, sealed, anchored, verified. May use {@code contact} and above; {@code consent} writes into it.
 */
@NullMarked
@CheckReturnValue
package org.relais.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
