package org.relais.console.organisation;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.console.Translations;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationLimits;
import org.relais.template.OrganisationName;
import org.relais.text.Languages;

/** The organisation's details as fields of a form, both ways; what it is and its short name can't be changed here. */
final class OrganisationForm {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("HH:mm");

    private OrganisationForm() {}

    /** A time of day without its seconds. */
    static String minutes(LocalTime time) {
        return MINUTES.format(time);
    }

    static Form of(Organisation organisation) {
        ContactRules rules = organisation.rules();
        Form form = new Form()
                .with("name", organisation.name())
                .with("nameOf", Objects.requireNonNullElse(organisation.nameOf(), ""))
                .with("language", organisation.language())
                .with("timeZone", organisation.timeZone().getId())
                .with("country", organisation.country())
                .with("consentOnly", organisation.consentOnly() ? "yes" : "")
                .with("from", MINUTES.format(rules.from()))
                .with("until", MINUTES.format(rules.until()))
                .with("mentionEveryDays", String.valueOf(rules.mentionEveryDays()))
                .with("mentionLink", rules.mentionLink() ? "yes" : "")
                .with("occasionalRetentionDays", String.valueOf(rules.occasionalRetentionDays()))
                .with("regularSilenceDays", String.valueOf(rules.regularSilenceDays()));
        Languages.ALL.forEach(language ->
                form.with("purpose-" + language, organisation.purpose().getOrDefault(language, "")));
        rules.days().forEach(day -> form.with("day-" + day.getValue(), "yes"));
        return form;
    }

    /** What is saved by itself; its name is that of the heading on the page. */
    enum Part {
        ORGANISATION(Stream.of("name", "language", "timeZone", "country")),
        WELCOME(Stream.concat(Stream.of("nameOf"), Languages.ALL.stream().map(language -> "purpose-" + language))),
        HOURS(Stream.concat(
                Stream.of("from", "until"), Arrays.stream(DayOfWeek.values()).map(day -> "day-" + day.getValue()))),
        RULES(Stream.of(
                "consentOnly", "mentionLink", "mentionEveryDays", "occasionalRetentionDays", "regularSilenceDays"));

        private final List<String> fields;

        Part(Stream<String> fields) {
            this.fields = fields.toList();
        }

        String anchor() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One part as it was sent, the others as they stand. */
    static Form sent(PageRequest visit, Part part) {
        Form form = of(visit.organisation());
        part.fields.forEach(field -> form.with(field, visit.field(field).orElse("")));
        return form;
    }

    /**
     * The organisation as a part of the form would have it, the rest of it as it was: what stands there need not be what a
     * form takes. Not to be used when the form is faulty afterwards.
     */
    static Organisation read(PageRequest visit, Form form, Organisation before, Part part) {
        return switch (part) {
            case ORGANISATION -> details(visit, form, before);
            case WELCOME -> presented(visit, form, before);
            case HOURS -> before.with(before.consentOnly(), hours(visit, form, before.rules()));
            case RULES -> before.with(form.given("consentOnly").isPresent(), rules(visit, form, before.rules()));
        };
    }

    private static Organisation details(PageRequest visit, Form form, Organisation before) {
        form.check(
                "name",
                name -> !name.isEmpty() && name.length() <= OrganisationLimits.NAME,
                visit.text("settings.length.fault", "most", OrganisationLimits.NAME));
        form.check("language", Languages.ALL::contains, visit.text("settings.language.fault"));
        form.check("country", country -> country.matches("[A-Z]{2}"), visit.text("settings.country.fault"));
        return new Organisation(
                before.id(),
                before.slug(),
                form.value("name"),
                before.nameOf(),
                before.kind(),
                before.purpose(),
                form.value("language"),
                zone(visit, form, before),
                form.value("country"),
                before.consentOnly(),
                before.rules());
    }

    /** How messages call it, and why it writes. */
    private static Organisation presented(PageRequest visit, Form form, Organisation before) {
        String nameOf = form.given("nameOf").orElse(null);
        if (nameOf != null && (nameOf.length() > OrganisationLimits.NAME || !OrganisationName.mayBeOf(nameOf))) {
            form.fault("nameOf", visit.text("settings.name-of.fault"));
        }
        return new Organisation(
                before.id(),
                before.slug(),
                before.name(),
                nameOf,
                before.kind(),
                purpose(visit, form, before),
                before.language(),
                before.timeZone(),
                before.country(),
                before.consentOnly(),
                before.rules());
    }

    /** Has to be said in the languages of the console; in the others our own words stand where it is not. */
    private static Map<String, String> purpose(PageRequest visit, Form form, Organisation before) {
        Map<String, String> purpose = new LinkedHashMap<>(before.purpose());
        for (String language : Languages.ALL) {
            String field = "purpose-" + language;
            boolean needed = Translations.LANGUAGES.contains(language);
            form.check(
                    field,
                    text -> text.isEmpty()
                            ? !needed
                            : text.length() <= OrganisationLimits.PURPOSE
                                    && text.lines().count() == 1,
                    visit.text("settings.length.fault", "most", OrganisationLimits.PURPOSE));
            if (form.value(field).isEmpty()) {
                purpose.remove(language);
            } else {
                purpose.put(language, form.value(field));
            }
        }
        return purpose;
    }

    private static ZoneId zone(PageRequest visit, Form form, Organisation before) {
        try {
            return ZoneId.of(form.value("timeZone"));
        } catch (DateTimeException unknown) {
            form.fault("timeZone", visit.text("settings.time-zone.fault"));
            return before.timeZone();
        }
    }

    private static ContactRules hours(PageRequest visit, Form form, ContactRules before) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (form.given("day-" + day.getValue()).isPresent()) {
                days.add(day);
            }
        }
        if (days.isEmpty()) {
            form.fault("days", visit.text("settings.days-of-week.fault"));
        }
        LocalTime from = time(visit, form, "from", before.from());
        LocalTime until = time(visit, form, "until", before.until());
        if (!until.isAfter(from)) {
            form.fault("until", visit.text("settings.until.fault"));
        }
        return new ContactRules(
                from,
                until,
                days,
                before.mentionEveryDays(),
                before.mentionLink(),
                before.occasionalRetentionDays(),
                before.regularSilenceDays());
    }

    private static ContactRules rules(PageRequest visit, Form form, ContactRules before) {
        return new ContactRules(
                before.from(),
                before.until(),
                before.days(),
                form.number("mentionEveryDays", 0, 365, visit.text("settings.range.fault", "least", 0, "most", 365)),
                form.given("mentionLink").isPresent(),
                form.number(
                        "occasionalRetentionDays", 1, 60, visit.text("settings.range.fault", "least", 1, "most", 60)),
                form.number(
                        "regularSilenceDays",
                        30,
                        3_650,
                        visit.text("settings.range.fault", "least", 30, "most", 3_650)));
    }

    private static LocalTime time(PageRequest visit, Form form, String field, LocalTime before) {
        try {
            return LocalTime.parse(form.value(field), DateTimeFormatter.ISO_LOCAL_TIME);
        } catch (DateTimeException notATime) {
            form.fault(field, visit.text("settings.time.fault"));
            return before;
        }
    }
}
