/**
 * What volunteers are asked to do from their chat: actions, who was offered them, what they answered, and the figures that
 * come of it. May use {@code share} and above. Each kind of action is an {@link org.relais.action.ActionKind}; those with
 * much of their own stand in a package below this one, and know this one and not each other.
 */
@NullMarked
@CheckReturnValue
package org.relais.action;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
