/** The queues of webhooks, with a real program on this machine at their end. */
@NullMarked
package org.relais.feed.webhook;

import org.jspecify.annotations.NullMarked;
