package org.relais.delivery;

import io.vertx.core.Future;
import org.relais.organisation.Sender;

/** Listener to platforms that refuse a message for what is in it, for whoever composed it. */
@FunctionalInterface
public interface RefusalListener {

    /**
     * A message was refused for good, and is settled so. May be told of one more than once.
     *
     * @param code the platform's error code
     */
    Future<Void> refused(Sender sender, long deliveryId, String code);
}
