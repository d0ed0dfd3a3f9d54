/**
 * Backups of a whole database into one file, and their restoration into an empty one, without any program of PostgreSQL's; and
 * the archive of what a database need not hold for ever.
 */
@NullMarked
@CheckReturnValue
package org.relais.backup;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
