/**
 * What messages cost: the messages that platforms bill, an owner's rates, what a month has cost, and the ceiling at which
 * broadcasts are paused. May use {@code health} and above.
 *
 * <p>A message counts once, when its platform first says that it has arrived ({@code delivery.ReceiptStore}). There are no
 * rates in the code: they change four times a year and differ by contract.
 */
@NullMarked
@CheckReturnValue
package org.relais.spending;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
