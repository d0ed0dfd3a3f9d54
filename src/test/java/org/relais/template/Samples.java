package org.relais.template;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Features;

/** People, letterheads and channels that the tests of this package share. */
final class Samples {
    static final Features WHATSAPP = new Features(4_096, 1_024, 3, 20, false, false, 24, true, false, false);
    static final Features TELEGRAM = new Features(4_096, 4_096, 100, 64, true, true, 0, false, false, false);
    static final OrganisationProfile LETTERHEAD = new OrganisationProfile(
            1,
            OrganisationName.of("Les Voisins", null),
            null,
            Map.of("fr", "entraide entre voisins du quartier.", "en", "neighbours helping each other"),
            "fr",
            0,
            false,
            Texts.standard());

    private Samples() {}

    static Recipient subscriber(String name, @Nullable String language) {
        return new Recipient(name, language, Map.of("ward", "Belleville"), false, true, null);
    }

    static Recipient replyTo(String name, @Nullable String language) {
        return new Recipient(name, language, Map.of(), false, false, null);
    }

    static Recipient stranger(@Nullable String origin) {
        return new Recipient("Ada", "fr", Map.of(), true, true, origin);
    }

    static MessageSpec spec(String json) {
        return MessageSpecCodec.decode(new JsonObject(json));
    }
}
