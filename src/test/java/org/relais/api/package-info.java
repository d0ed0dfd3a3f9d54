/** The API over real HTTP, on the whole service and a real database. */
@NullMarked
package org.relais.api;

import org.jspecify.annotations.NullMarked;
