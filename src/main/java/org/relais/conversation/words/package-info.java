/**
 * What single words and phrases of a reply mean, in the languages that chat speaks: days, numbers, companions, and the
 * wishes that are not an answer to anything asked (less often, another language, thanks, where and when). Each reads its
 * phrases from the files of a language once. Knows nothing of dialogues: {@code conversation} and all that answers decide
 * what follows.
 */
@NullMarked
@CheckReturnValue
package org.relais.conversation.words;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
