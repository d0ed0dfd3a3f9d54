/** Webhooks over real HTTP, real codecs and a real database. */
@NullMarked
package org.relais.inbound.reply;

import org.jspecify.annotations.NullMarked;
