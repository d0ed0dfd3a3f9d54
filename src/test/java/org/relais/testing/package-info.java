/** Fixtures shared by the tests of all packages. */
@NullMarked
package org.relais.testing;

import org.jspecify.annotations.NullMarked;
