/**
 * A third channel, in test code only: what a channel is made of, and the proof that it needs nothing outside its own
 * package. It does nothing where no section {@code channels.echo} is configured.
 */
@NullMarked
package org.relais.testing.channel.echo;

import org.jspecify.annotations.NullMarked;
