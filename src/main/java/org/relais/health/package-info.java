/**
 * How senders stand at their platforms: checks, what was last heard, and the alarm of a webhook that has fallen silent. May
 * use {@code broadcast} and above.
 *
 * <p>A silent webhook is an unheard stop: one platform forgets what it could not deliver after a day, the other after a week.
 * So every node asks for what is due ({@link org.relais.health.SenderLooks}), what two looks in a row find alarms, and
 * broadcasts with messages of that sender wait until an owner says that they may go on.
 */
@NullMarked
@CheckReturnValue
package org.relais.health;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
