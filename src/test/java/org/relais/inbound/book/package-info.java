/** The book of conversations: what people write and what they read, as an organiser would tell it, played over HTTP. */
@NullMarked
package org.relais.inbound.book;

import org.jspecify.annotations.NullMarked;
