/**
 * The feed: what happened to people, in one order, for other programs to follow. Its rows are written by triggers in the
 * transactions of what happened (V019).
 */
@NullMarked
@CheckReturnValue
package org.relais.feed;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
