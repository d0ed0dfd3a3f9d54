/**
 * Which of several databases a request belongs to. Nothing here works with one database; see
 * {@code src/site/markdown/shards.md}.
 */
@NullMarked
@CheckReturnValue
package org.relais.shard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
