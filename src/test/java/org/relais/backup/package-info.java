/** The rehearsal of a restoration. */
@NullMarked
package org.relais.backup;

import org.jspecify.annotations.NullMarked;
