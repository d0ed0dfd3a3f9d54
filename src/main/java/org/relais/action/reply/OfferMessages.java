package org.relais.action.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Objects;
import org.relais.action.Action;
import org.relais.template.MessageSpec;
import org.relais.template.MessageStore;

/** The offer of an action as it is sent. */
final class OfferMessages {
    private final MessageStore messages = new MessageStore();

    /** The offer of an action that was opened. */
    Future<MessageSpec> spec(SqlClient client, Action action) {
        long offerId = Objects.requireNonNull(action.offerId(), "an open action has an offer");
        return messages.find(client, action.organisationId(), offerId)
                .map(found -> found.orElseThrow(() -> new IllegalStateException("message " + offerId + " is gone")));
    }
}
