/** Webhooks over real HTTP, real codecs and a real database. */
@NullMarked
package org.relais.inbound;

import org.jspecify.annotations.NullMarked;
