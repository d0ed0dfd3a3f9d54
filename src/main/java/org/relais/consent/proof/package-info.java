/**
 * One person's file as evidence: who agreed to or refused what, when, by which words, and that nothing of it was changed.
 * Uses {@code consent} and its chain; nothing there knows this package.
 */
@NullMarked
@CheckReturnValue
package org.relais.consent.proof;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
