@NullMarked
package org.relais.shard;

import org.jspecify.annotations.NullMarked;
