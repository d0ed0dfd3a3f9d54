/** The command line; the only place that wires the parts together. */
@NullMarked
package org.relais;

import org.jspecify.annotations.NullMarked;
