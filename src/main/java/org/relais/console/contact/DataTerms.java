package org.relais.console.contact;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.share.PublicLinks;
import org.relais.text.CleanText;

/** What the law has told with a copy of somebody's data: what they are for, how long, who has them, and which rights there are. */
final class DataTerms {
    private static final int YEAR = 365;

    private DataTerms() {}

    /** Each with what it is called. */
    static List<Map.Entry<String, String>> of(DataLanguage in, JsonObject data, PublicLinks links) {
        Organisation organisation = in.organisation();
        ContactRules rules = organisation.rules();
        List<Map.Entry<String, String>> terms = new ArrayList<>();
        String purpose = purpose(in, organisation);
        terms.add(term(
                in,
                "why",
                purpose == null
                        ? in.text("held.why")
                        : in.text("held.why.own", "purpose", CleanText.capital(purpose))));
        terms.add(term(
                in,
                "how-long",
                in.text(
                        "held.how-long",
                        "silence",
                        days(in, rules.regularSilenceDays()),
                        "occasional",
                        days(in, rules.occasionalRetentionDays()))));
        terms.add(term(
                in, "who", in.text("held.who", "organisation", organisation.name(), "channels", channels(in, data))));
        terms.add(term(in, "rights", in.text("held.rights")));
        terms.add(term(in, "complaint", in.text(organisation.country().equals("FR") ? "held.cnil" : "held.complaint")));
        String more = Stream.of(links.privacyUrl(), links.legalUrl())
                .filter(link -> link != null)
                .distinct()
                .collect(Collectors.joining("\n"));
        if (!more.isEmpty()) {
            terms.add(term(in, "more", more));
        }
        return List.copyOf(terms);
    }

    private static Map.Entry<String, String> term(DataLanguage in, String key, String words) {
        return Map.entry(in.text("held.label." + key), words);
    }

    private static @Nullable String purpose(DataLanguage in, Organisation organisation) {
        return Stream.of(in.code(), organisation.language())
                .map(organisation.purpose()::get)
                .filter(purpose -> purpose != null && !purpose.isBlank())
                .map(purpose -> purpose.strip().replaceFirst("\\.$", ""))
                .findFirst()
                .orElse(null);
    }

    private static String channels(DataLanguage in, JsonObject data) {
        return PersonData.objects(
                        data.getJsonObject("contact", new JsonObject()).getValue("addresses"))
                .map(address -> in.channel(address.getString("channel", "")))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String days(DataLanguage in, int days) {
        return in.text("held.days", "days", days, "years", days % YEAR == 0 ? days / YEAR : 0);
    }
}
