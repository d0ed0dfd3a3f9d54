package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.util.List;

/** What somebody loses with a stop: their places and their waits for one. */
public final class GivenUpPlaces {
    /** A confirmation stays short. */
    private static final int MOST = 3;

    private final EventAnswerStore answers = new EventAnswerStore();

    /** Titles of the events to come that somebody's last stop takes them out of, the next ones first, three at most. */
    public Future<List<String>> titles(SqlClient tx, long organisationId, long contactId, Instant now) {
        return answers.titlesGivenUp(tx, organisationId, contactId, now, MOST);
    }
}
