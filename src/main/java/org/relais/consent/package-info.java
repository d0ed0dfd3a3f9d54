/**
 * Who may be messaged: class, state, rules, suppression list, and the gate that alone makes send permits. May use
 * {@code ledger} and above; its own subpackages ({@code federation}, {@code identity}, {@code privacy}, {@code proof}, {@code replay}, {@code verify}) use
 * it, {@code stopword} uses nothing of ours.
 */
@NullMarked
@CheckReturnValue
package org.relais.consent;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
