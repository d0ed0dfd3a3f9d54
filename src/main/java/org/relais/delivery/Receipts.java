package org.relais.delivery;

import io.vertx.core.Future;
import java.util.List;
import org.relais.channel.InboundEvent;

/** What the platforms report about messages they took: accepted, delivered, read, failed. */
public final class Receipts {

    /**
     * Applies status events ({@link InboundEvent.Kind#STATUS}), in bulk and in its own transactions; applying them again
     * changes nothing, so a caller may repeat after a fault. States only ever advance; a status settles a delivery
     * whose fate was unknown; a failure has the same reactions as the same error in a reply.
     *
     * @return how many deliveries changed
     */
    public Future<Integer> apply(List<InboundEvent> statuses) {
        throw new UnsupportedOperationException();
    }
}
