/**
 * Who may be messaged, and the proof of it: class, state, ledger, suppression list, and the gate that alone makes send permits. May use {@code contact} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.consent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
