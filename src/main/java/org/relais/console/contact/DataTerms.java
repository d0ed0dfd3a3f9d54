package org.relais.console.contact;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.share.PublicLinks;

/** What the law has told with a copy of somebody's data: what they are for, how long, who has them, and which rights there are. */
final class DataTerms {
    private static final int YEAR = 365;

    private DataTerms() {}

    /** Each with what it is called. */
    static List<Map.Entry<String, String>> of(PageRequest visit, JsonObject data, PublicLinks links) {
        Organisation organisation = visit.organisation();
        ContactRules rules = organisation.rules();
        List<Map.Entry<String, String>> terms = new ArrayList<>();
        String purpose = purpose(visit, organisation);
        terms.add(term(
                visit,
                "why",
                purpose == null ? visit.text("held.why") : visit.text("held.why.own", "purpose", capital(purpose))));
        terms.add(term(
                visit,
                "how-long",
                visit.text(
                        "held.how-long",
                        "silence",
                        days(visit, rules.regularSilenceDays()),
                        "occasional",
                        days(visit, rules.occasionalRetentionDays()))));
        terms.add(term(
                visit,
                "who",
                visit.text("held.who", "organisation", organisation.name(), "channels", channels(visit, data))));
        terms.add(term(visit, "rights", visit.text("held.rights")));
        terms.add(term(
                visit, "complaint", visit.text(organisation.country().equals("FR") ? "held.cnil" : "held.complaint")));
        String more = Stream.of(links.privacyUrl(), links.legalUrl())
                .filter(link -> link != null)
                .distinct()
                .collect(Collectors.joining("\n"));
        if (!more.isEmpty()) {
            terms.add(term(visit, "more", more));
        }
        return List.copyOf(terms);
    }

    private static Map.Entry<String, String> term(PageRequest visit, String key, String words) {
        return Map.entry(visit.text("held.label." + key), words);
    }

    private static @Nullable String purpose(PageRequest visit, Organisation organisation) {
        return Stream.of(visit.language(), organisation.language())
                .map(organisation.purpose()::get)
                .filter(purpose -> purpose != null && !purpose.isBlank())
                .map(purpose -> purpose.strip().replaceFirst("\\.$", ""))
                .findFirst()
                .orElse(null);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String channels(PageRequest visit, JsonObject data) {
        return PersonData.objects(
                        data.getJsonObject("contact", new JsonObject()).getValue("addresses"))
                .map(address -> visit.channel(address.getString("channel", "")))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String days(PageRequest visit, int days) {
        return visit.text("held.days", "days", days, "years", days % YEAR == 0 ? days / YEAR : 0);
    }
}
