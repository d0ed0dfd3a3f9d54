package org.relais.inbound.reply;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What is in the outbox for people, as they would read it. */
final class Answers {
    private final Fixture fixture;

    Answers(Fixture fixture) {
        this.fixture = fixture;
    }

    /** Texts of all replies, in their order. */
    List<String> all() {
        return fixture
                .rows(
                        """
                        select m.spec from delivery d join message m on m.id = d.message_id
                        where d.purpose = 'reply' order by d.id
                        """)
                .stream()
                .map(row -> body(row.getJsonObject("spec")))
                .toList();
    }

    /** Text of the newest reply. */
    String last() {
        return body(spec("reply"));
    }

    /** The newest message of a purpose, as composed. */
    JsonObject spec(String purpose) {
        return fixture.rows("select m.spec from delivery d join message m on m.id = d.message_id where d.purpose = '"
                        + purpose + "' order by d.id desc limit 1")
                .get(0)
                .getJsonObject("spec");
    }

    private static String body(JsonObject spec) {
        return spec.getJsonObject("body").getString(spec.getString("language"));
    }
}
