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
import org.relais.contact.csv.ColumnMeaning;
import org.relais.contact.csv.ColumnRole;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportOptions.Evidence;

/** What is said of a file: with its upload what it is, beside its columns what holds for all of it. */
final class ImportForm {
    private ImportForm() {}

    static Form sent(PageRequest visit) {
        return Form.of(visit, "kind", "region");
    }

    /** How the file is read at first; not to be used when the form is faulty afterwards. */
    static ImportOptions read(PageRequest visit, Form form) {
        form.check(
                "kind",
                kind -> Arrays.stream(ImportKind.values())
                        .anyMatch(one -> one.sqlName().equals(kind)),
                visit.text("import.kind.fault"));
        form.check("region", region -> region.matches("[A-Z]{2}"), visit.text("import.region.fault"));
        return ImportOptions.of(
                form.faulty() ? "FR" : form.value("region"),
                ChannelCatalogue.addresses().phoneChannel());
    }

    /** What was said of the whole file before. */
    static Form shown(PageRequest visit, ImportOptions options) {
        Evidence evidence = options.evidence();
        ConsentClass consentClass = options.consentClass();
        return new Form()
                .with("class", consentClass == null ? "" : consentClass.sqlName())
                .with("source", evidence == null || evidence.source() == null ? "" : evidence.source())
                .with("date", evidence == null ? "" : day(visit, evidence))
                .with("wording", evidence == null || evidence.wording() == null ? "" : evidence.wording())
                .with("tags", String.join(", ", options.tags()))
                .with("replace", options.replace() ? "yes" : "");
    }

    private static String day(PageRequest visit, Evidence evidence) {
        Instant at = evidence.at();
        return at == null ? "" : at.atZone(visit.zone()).toLocalDate().toString();
    }

    /** What is sent of the whole file beside its columns. */
    static Form whole(PageRequest visit) {
        return Form.of(visit, "class", "source", "date", "wording", "tags", "replace");
    }

    /**
     * The options with what holds for the whole file, each part of which a column may say too; not to be used when the
     * form is faulty afterwards.
     */
    static ImportOptions whole(
            PageRequest visit, Form form, ImportOptions before, List<ColumnMeaning> columns, Instant now) {
        ConsentClass consentClass = consentClass(visit, form);
        if (consentClass == null && !has(columns, ColumnRole.CLASS)) {
            form.fault("class", visit.text("import.columns.unclassed"));
        }
        Evidence evidence = evidence(visit, form, consentClass, columns, now);
        // A day chosen here has no hour: what was said to the minute stays so as long as the day does.
        Evidence old = before.evidence();
        if (old != null && evidence != null && day(visit, old).equals(form.value("date"))) {
            evidence = new Evidence(evidence.source(), old.at(), evidence.wording());
        }
        List<String> tags = PaperRecordPages.tags(visit, form);
        return form.faulty()
                ? before
                : before.with(consentClass, evidence)
                        .tagged(tags)
                        .replacing(form.given("replace").isPresent());
    }

    private static boolean has(List<ColumnMeaning> columns, ColumnRole role) {
        return columns.stream().anyMatch(column -> column.role() == role);
    }

    /** Whether the columns themselves say of everybody what they agreed to, when and where. */
    static boolean saidInside(List<ColumnMeaning> columns) {
        return has(columns, ColumnRole.CLASS)
                && has(columns, ColumnRole.SOURCE)
                && has(columns, ColumnRole.DATE)
                && has(columns, ColumnRole.WORDING);
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

    /**
     * All of it or nothing; the wording may be missing for people who agreed to nothing, day and origin where a
     * column gives them.
     */
    private static @Nullable Evidence evidence(
            PageRequest visit,
            Form form,
            @Nullable ConsentClass consentClass,
            List<ColumnMeaning> columns,
            Instant now) {
        boolean wording = form.given("wording").isPresent();
        boolean wordless = consentClass == ConsentClass.OCCASIONAL || has(columns, ColumnRole.CLASS);
        boolean inside = has(columns, ColumnRole.SOURCE)
                && has(columns, ColumnRole.DATE)
                && (wordless || has(columns, ColumnRole.WORDING));
        if (inside && form.given("source").isEmpty() && form.given("date").isEmpty() && !wording) {
            return null;
        }
        boolean origin = has(columns, ColumnRole.SOURCE);
        form.check("source", source -> origin || !source.isEmpty(), visit.text("import.source.fault"));
        form.check(
                "wording",
                text -> wording || wordless || has(columns, ColumnRole.WORDING),
                visit.text("import.wording.fault"));
        for (String field : List.of("source", "wording")) {
            PaperRecordPages.length(visit, form, field, ContactLimits.EVIDENCE);
        }
        Instant at = form.given("date").isEmpty() && has(columns, ColumnRole.DATE) ? null : date(visit, form, now);
        return form.faulty()
                ? null
                : new Evidence(form.given("source").orElse(null), at, wording ? form.value("wording") : null);
    }

    private static Instant date(PageRequest visit, Form form, Instant now) {
        if (form.given("date").isEmpty()) {
            form.fault("date", visit.text("import.date.missing"));
            return now;
        }
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
