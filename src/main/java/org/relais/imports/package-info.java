/**
 * Files of people with the evidence of their consent, and suppression lists from elsewhere: read, checked as a whole,
 * decided once, then all in. Here and not in {@code contact}, because every row is an act of consent: it needs a class
 * and its evidence, is held against the suppression list and ends in the ledger. May use {@code consent} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.imports;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
