package org.relais.consent.verify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of comparing consents and suppression list with the ledger.
 *
 * @param people how many contacts were compared
 * @param removals how many entries ever left the suppression list
 * @param differences how many there are
 * @param first the first of them, up to {@link #MOST}
 */
public record Comparison(long people, long removals, long differences, List<Difference> first) {
    static final int MOST = 100;

    public Comparison {
        first = List.copyOf(first);
    }

    /** With field names that stay. */
    JsonObject json() {
        return new JsonObject()
                .put("people", people)
                .put("removals", removals)
                .put("differences", differences)
                .put("first", new JsonArray(first.stream().map(Difference::json).toList()));
    }

    /** Counts while it is read, and keeps the first ones only: there may be as many differences as people. */
    static final class Counter {
        private final List<Difference> first = new ArrayList<>();
        private long people;
        private long removals;
        private long differences;

        void people(int more) {
            people += more;
        }

        void removals(int more) {
            removals += more;
        }

        void add(Difference difference) {
            differences++;
            if (first.size() < MOST) {
                first.add(difference);
            }
        }

        Comparison end() {
            return new Comparison(people, removals, differences, first);
        }
    }
}
