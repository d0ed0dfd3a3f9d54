package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.List;
import org.relais.consent.privacy.EventBoundData;

/**
 * What is left of answers some days after the end of their action: how often each was given. Who gave it, and everything
 * in words, is gone (GDPR articles 5(1)(e) and 9).
 */
public final class QuestionRetention implements EventBoundData {
    private final QuestionRetentionStore store = new QuestionRetentionStore();

    /** Nobody is known for an answer alone: only people who could be written to were asked. */
    @Override
    public Future<List<Long>> people(SqlClient transaction, long organisationId, Instant now, int limit) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Future<Integer> clear(SqlClient transaction, long organisationId, Instant now, int limit) {
        return store.clear(transaction, organisationId, now, limit)
                .compose(cleared -> cleared < limit
                        ? store.close(transaction, organisationId, now).map(cleared)
                        : Future.succeededFuture(cleared));
    }
}
