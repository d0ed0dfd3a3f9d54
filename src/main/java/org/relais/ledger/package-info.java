/**
 * The hash chain of each organisation's ledger: sealing, anchors, verification. Uses {@code consent} itself; nothing
 * there knows this package.
 */
@NullMarked
@CheckReturnValue
package org.relais.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
