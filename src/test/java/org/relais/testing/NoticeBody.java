package org.relais.testing;

import io.vertx.core.json.JsonObject;

/** Declarations of political advertising, in the API and as the console's form sends them. */
public final class NoticeBody {
    private static final String ADDRESS = "1 rue de la Paix, 75002 Paris";
    private static final String MAIL = "contact@example.org";

    private NoticeBody() {}

    /** One whose period begins on this day and ends in 2099. */
    public static JsonObject declaration(String from) {
        return new JsonObject()
                .put("kind", "political_advertising")
                .put(
                        "sponsor",
                        new JsonObject()
                                .put("name", "Les Amis")
                                .put("email", MAIL)
                                .put("address", ADDRESS))
                .put("process", "Élection municipale")
                .put("from", from)
                .put("until", "2099-12-31")
                .put(
                        "amounts",
                        new JsonObject()
                                .put("amount", "120.50")
                                .put("currency", "EUR")
                                .put("origin", "private")
                                .put("outsideUnion", false)
                                .put("method", "Prix des messages"));
    }

    /** The same as names and values of a form's fields. */
    public static String[] form(String from) {
        return new String[] {
            "declaration_sponsor_name", "Les Amis",
            "declaration_sponsor_email", MAIL,
            "declaration_sponsor_address", ADDRESS,
            "declaration_process", "Élection municipale",
            "declaration_from", from,
            "declaration_until", "2099-12-31",
            "declaration_amounts_amount", "120.50",
            "declaration_amounts_currency", "EUR",
            "declaration_amounts_origin", "private",
            "declaration_amounts_method", "Prix des messages"
        };
    }
}
