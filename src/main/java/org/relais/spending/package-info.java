/**
 * What messages cost: the messages that platforms bill, an owner's rates, what a month has cost, and the ceiling at which
 * broadcasts are paused. May use {@code health} and above.
 *
 * <p>A message counts once, when its platform first says that it has arrived ({@code delivery.ReceiptStore}). Rates change four
 * times a year and differ by contract: what a platform publishes is a file with its dates and sources beside the channel, and
 * counts as long as an owner has set no price of that channel.
 */
@NullMarked
@CheckReturnValue
package org.relais.spending;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
