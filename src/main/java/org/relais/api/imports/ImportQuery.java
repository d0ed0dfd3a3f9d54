package org.relais.api.imports;

import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelRegistry;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactLimits;
import org.relais.database.SqlNamed;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportService;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;

/** What the query of an upload says of the file. */
record ImportQuery(ImportKind kind, @Nullable String fileName, ImportOptions options) {
    private static final List<String> CLASSES = List.of("member", "regular", "occasional");
    private static final Pattern REGION = Pattern.compile("[A-Za-z]{2}");

    /** Throws {@link org.relais.input.InvalidInputException} with every fault. */
    static ImportQuery read(RoutingContext context, Organisation organisation, ChannelRegistry channels, Instant now) {
        QueryReader query = QueryReader.of(context);
        ImportKind kind = query.word("kind", List.of("contacts", "suppression"))
                .map(name -> SqlNamed.of(ImportKind.class, name))
                .orElse(ImportKind.CONTACTS);
        @Nullable String fileName = query.text("fileName", 255).orElse(null);
        String region = query.text("region", 2)
                .filter(text -> fits(query, "region", REGION.matcher(text).matches(), FaultCode.COUNTRY_UNKNOWN))
                .orElse(organisation.country());
        String channel = query.text("channel", 40)
                .filter(text -> fits(query, "channel", channels.find(text).isPresent(), FaultCode.CHANNEL_UNKNOWN))
                .orElseGet(ChannelCatalogue.addresses()::phoneChannel);
        @Nullable
        ConsentClass consentClass =
                query.word("class", CLASSES).map(ConsentClass::of).orElse(null);
        if (consentClass == ConsentClass.OCCASIONAL && organisation.consentOnly()) {
            query.fault("class", FaultCode.OCCASIONAL_NOT_ALLOWED);
        }
        ImportOptions.@Nullable Evidence evidence = evidence(query, now);
        List<String> tags = tags(query);
        boolean replace = query.word("replace", List.of("true", "false"))
                .map(Boolean::valueOf)
                .orElse(false);
        query.done();
        return new ImportQuery(
                kind,
                fileName,
                ImportOptions.of(region.toUpperCase(Locale.ROOT), channel)
                        .with(consentClass, evidence)
                        .tagged(tags)
                        .replacing(replace));
    }

    /** @param sent the name that came with the file, if the query gives none */
    ImportService.Request request(Actor actor, String sent) {
        return new ImportService.Request(actor, kind, fileName == null ? sent : fileName, options);
    }

    private static ImportOptions.@Nullable Evidence evidence(QueryReader query, Instant now) {
        Optional<String> source = query.text("source", ContactLimits.EVIDENCE);
        Optional<String> date = query.text("date", 40);
        Optional<String> wording = query.text("wording", ContactLimits.EVIDENCE);
        if (source.isEmpty() && date.isEmpty() && wording.isEmpty()) {
            return null;
        }
        if (source.isEmpty()) {
            query.fault("source", FaultCode.EVIDENCE_SOURCE_MISSING);
        } else if (source.get().isBlank() || wording.filter(String::isBlank).isPresent()) {
            query.fault(source.get().isBlank() ? "source" : "wording", FaultCode.BLANK);
        }
        if (date.isEmpty()) {
            query.fault("date", FaultCode.EVIDENCE_DATE_MISSING);
        }
        Instant at = date.flatMap(text -> moment(query, text, now)).orElse(ContactLimits.EARLIEST_EVIDENCE);
        return source.filter(text -> !text.isBlank())
                .map(text -> new ImportOptions.Evidence(
                        text, at, wording.filter(words -> !words.isBlank()).orElse(null)))
                .orElse(null);
    }

    private static Optional<Instant> moment(QueryReader query, String text, Instant now) {
        try {
            Instant at = text.length() == 10
                    ? LocalDate.parse(text)
                            .atStartOfDay(java.time.ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            if (!at.isAfter(now) && !at.isBefore(ContactLimits.EARLIEST_EVIDENCE)) {
                return Optional.of(at);
            }
            query.fault("date", FaultCode.EVIDENCE_DATE_RANGE);
        } catch (DateTimeException notADate) {
            query.fault("date", FaultCode.EVIDENCE_DATE_UNREADABLE);
        }
        return Optional.empty();
    }

    private static List<String> tags(QueryReader query) {
        List<String> tags = query.text("tags", ContactLimits.TAGS * (ContactLimits.TAG + 1)).stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
        return fits(
                        query,
                        "tags",
                        ContactLimits.allow(tags),
                        FaultCode.TAGS_OUT_OF_LIMITS,
                        ContactLimits.TAGS,
                        ContactLimits.TAG)
                ? tags
                : List.of();
    }

    private static boolean fits(QueryReader query, String name, boolean fit, FaultCode code, Object... values) {
        if (!fit) {
            query.fault(name, code, values);
        }
        return fit;
    }
}
