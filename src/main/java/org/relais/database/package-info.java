/**
 * Connection pool, embedded PostgreSQL when no address is set, migrations, advisory locks. May use {@code config}.
 */
@NullMarked
@CheckReturnValue
package org.relais.database;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
