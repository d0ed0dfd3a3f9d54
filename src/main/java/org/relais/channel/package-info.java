/**
 * What a platform is to the rest of the house: how to send, how to read its webhooks, what it allows. May use {@code consent}
 * and above; knows no platform by name.
 *
 * <p>A further channel is one package with a {@link org.relais.channel.ChannelProvider}, found by
 * {@link java.util.ServiceLoader}. Its {@link org.relais.channel.ChannelDescriptor} says what others must know of it: name,
 * kinds of address and the columns of files they stand in, whom the platform's terms bar, and links into its app. Its
 * {@link org.relais.channel.Channel} sends, and its {@link org.relais.channel.WebhookCodec} reads what comes. The
 * configuration of it is the section {@code channels.<kind>}. The tests have a whole one, {@code testing.channel.echo}; the
 * test of a channel extends {@code ChannelContract}.
 */
@NullMarked
@CheckReturnValue
package org.relais.channel;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
