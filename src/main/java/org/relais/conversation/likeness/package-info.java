/**
 * What a reply is most like, where no phrase says it: learned from the examples of {@code replies}. It hears what nobody foresaw
 * and decides nothing by itself.
 */
@NullMarked
@CheckReturnValue
package org.relais.conversation.likeness;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
