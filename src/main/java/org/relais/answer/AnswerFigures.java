package org.relais.answer;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.template.OrganisationProfile;

/** What a volunteer is told about their own answers, beside their other figures. */
public final class AnswerFigures {
    private final AnswerStore store = new AnswerStore();

    /** One line in the volunteer's language; none when they have answered nothing. */
    public Future<List<String>> lines(
            SqlClient tx, OrganisationProfile profile, @Nullable String language, long contactId) {
        return store.own(tx, profile.organisationId(), contactId)
                .map(count -> count == 0
                        ? List.of()
                        : List.of(profile.texts().text("stats.answers", language, Map.of("count", count))));
    }
}
