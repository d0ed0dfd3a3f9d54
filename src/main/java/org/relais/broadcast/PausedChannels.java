package org.relais.broadcast;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.SenderService;
import org.relais.organisation.SenderStore.SenderState;

/** Channels on which nothing leaves now, since every number or bot of the organisation on them is paused. */
public final class PausedChannels {
    private final SenderService senders;

    public PausedChannels(SenderService senders) {
        this.senders = senders;
    }

    /**
     * Those that a broadcast would use, in the order of their names.
     *
     * @param channel the only one that it goes by; null when it goes by any
     */
    public Future<List<String>> of(long organisationId, @Nullable String channel) {
        return senders.states(organisationId).map(states -> SenderState.pausedChannels(states).stream()
                .filter(paused -> channel == null || channel.equals(paused))
                .toList());
    }

    /** Those that hold up a broadcast; none once it is over. */
    public Future<List<String>> of(Broadcast broadcast) {
        return broadcast.finishedAt() != null
                ? Future.succeededFuture(List.of())
                : of(broadcast.organisationId(), broadcast.channel());
    }
}
