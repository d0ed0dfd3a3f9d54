package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.relais.template.MessageSpec;
import org.relais.template.MessageStore;

/** Texts of broadcasts, one or two of each, as they are stored and read back. */
final class DraftTexts {
    private final InstantSource clock;
    private final MessageStore messages = new MessageStore();

    DraftTexts(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Where the texts of a broadcast are stored.
     *
     * @param variantId null: it has one text
     */
    record Stored(long messageId, @Nullable Long variantId) {}

    Future<Stored> insert(SqlClient transaction, long organisationId, BroadcastDraft draft) {
        MessageSpec second = draft.variant();
        return messages.insert(transaction, organisationId, draft.message(), clock.instant())
                .compose(first -> second == null
                        ? Future.succeededFuture(new Stored(first, null))
                        : messages.insert(transaction, organisationId, second, clock.instant())
                                .map(id -> new Stored(first, id)));
    }

    /** A stored broadcast as it was composed. */
    Future<BroadcastDraft> draft(SqlClient client, Broadcast broadcast) {
        Long second = broadcast.variantId();
        return messages.required(client, broadcast.organisationId(), broadcast.messageId())
                .compose(message -> second == null
                        ? Future.succeededFuture(BroadcastDraft.of(broadcast, message, null))
                        : messages.required(client, broadcast.organisationId(), second)
                                .map(variant -> BroadcastDraft.of(broadcast, message, variant)));
    }
}
