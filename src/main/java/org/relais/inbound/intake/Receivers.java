package org.relais.inbound.intake;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.relais.channel.InboundEvent;
import org.relais.channel.WebhookCodec.Named;

/** Who takes webhooks in: one receiver, or one for each database. */
public interface Receivers {

    /** Those that work now. */
    List<Receiver> all();

    /** Whether none is missing that there should be. */
    boolean complete();

    /** Whether there is more than one to be, so that a webhook may be several ones'. */
    boolean several();

    /**
     * What each receiver is to take of one webhook: the events of its own senders, in their order.
     *
     * @param channel whose webhook it is
     * @param named whoever has one of its senders, or a sender of one of its accounts, must have read it
     * @param read what each read of it, at least one of {@link #all}; the first takes what is nobody's
     * @return fails when it can't be known now whose an event is: the platform is to come again
     */
    Future<Map<Receiver, List<InboundEvent>>> shares(
            String channel, Named named, Map<Receiver, List<InboundEvent>> read);

    /** The receiver of a service with one database. */
    static Receivers only(Receiver receiver) {
        List<Receiver> all = List.of(receiver);
        return new Receivers() {
            @Override
            public List<Receiver> all() {
                return all;
            }

            @Override
            public boolean complete() {
                return true;
            }

            @Override
            public boolean several() {
                return false;
            }

            @Override
            public Future<Map<Receiver, List<InboundEvent>>> shares(
                    String channel, Named named, Map<Receiver, List<InboundEvent>> read) {
                return Future.succeededFuture(read);
            }
        };
    }
}
