package org.relais.console.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.console.Form;
import org.relais.console.PageRequest;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactLimits;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportOptions.Evidence;

/** What holds for a whole file, as fields of a form. */
final class ImportForm {
    private ImportForm() {}

    static Form sent(PageRequest visit) {
        return Form.of(visit, "kind", "region", "class", "source", "date", "wording", "tags");
    }

    /** The options; not to be used when the form is faulty afterwards. */
    static ImportOptions read(PageRequest visit, Form form, Instant now) {
        form.check(
                "kind",
                kind -> Arrays.stream(ImportKind.values())
                        .anyMatch(one -> one.sqlName().equals(kind)),
                visit.text("import.kind.fault"));
        form.check("region", region -> region.matches("[A-Z]{2}"), visit.text("import.region.fault"));
        List<String> tags = tags(visit, form);
        ConsentClass consentClass = consentClass(visit, form);
        Evidence evidence = evidence(visit, form, consentClass, now);
        String phones = ChannelCatalogue.addresses().phoneChannel();
        return form.faulty()
                ? ImportOptions.of("FR", phones)
                : ImportOptions.of(form.value("region"), phones)
                        .with(consentClass, evidence)
                        .tagged(tags);
    }

    private static List<String> tags(PageRequest visit, Form form) {
        List<String> tags = Arrays.stream(form.value("tags").split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
        if (!ContactLimits.allow(tags)) {
            form.fault("tags", visit.text("import.tags.fault", "tags", ContactLimits.TAGS, "most", ContactLimits.TAG));
        }
        return tags;
    }

    private static @Nullable ConsentClass consentClass(PageRequest visit, Form form) {
        if (form.given("class").isEmpty()) {
            return null;
        }
        try {
            return ConsentClass.of(form.value("class"));
        } catch (IllegalArgumentException unknown) {
            form.fault("class", visit.text("import.class.fault"));
            return null;
        }
    }

    /** All of it or nothing; the wording may be missing for people who agreed to nothing. */
    private static @Nullable Evidence evidence(
            PageRequest visit, Form form, @Nullable ConsentClass consentClass, Instant now) {
        boolean wording = form.given("wording").isPresent();
        if (form.given("source").isEmpty() && form.given("date").isEmpty() && !wording) {
            return null;
        }
        form.check(
                "source",
                source -> !source.isEmpty() && source.length() <= ContactLimits.EVIDENCE,
                visit.text("import.source.fault"));
        if ((!wording && consentClass != ConsentClass.OCCASIONAL)
                || form.value("wording").length() > ContactLimits.EVIDENCE) {
            form.fault("wording", visit.text("import.wording.fault"));
        }
        Instant at = date(visit, form, now);
        return form.faulty() ? null : new Evidence(form.value("source"), at, wording ? form.value("wording") : null);
    }

    private static Instant date(PageRequest visit, Form form, Instant now) {
        try {
            Instant at = LocalDate.parse(form.value("date"))
                    .atStartOfDay(visit.zone())
                    .toInstant();
            if (!at.isAfter(now) && !at.isBefore(ContactLimits.EARLIEST_EVIDENCE)) {
                return at;
            }
        } catch (DateTimeParseException notADate) {
            // The same answer as for a day to come.
        }
        form.fault("date", visit.text("import.date.fault"));
        return now;
    }
}
