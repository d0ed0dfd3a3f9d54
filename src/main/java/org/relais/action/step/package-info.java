/**
 * Steps that an organiser writes down, as a call's script and a form of questions have them: ways through them, answers to choose,
 * their JSON. Knows nothing of actions.
 */
@NullMarked
@CheckReturnValue
package org.relais.action.step;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
