package org.relais.imports;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactLimits;
import org.relais.contact.OriginText;
import org.relais.contact.PhoneNumbers;

/**
 * What holds for every row that does not say otherwise.
 *
 * @param defaultRegion ISO 3166 country of numbers without a country code
 * @param phoneChannel registry name of the channel that phone numbers are reached on
 * @param consentClass class of rows whose file has no class column
 * @param evidence evidence of rows whose file has no such columns
 * @param tags given to every row besides its own
 * @param reading what somebody who saw the file says of it
 * @param replace whether what the file says of people who are known takes the place of what is known of them; else it
 *     fills what is missing
 */
public record ImportOptions(
        String defaultRegion,
        String phoneChannel,
        @Nullable ConsentClass consentClass,
        @Nullable Evidence evidence,
        List<String> tags,
        Reading reading,
        boolean replace) {
    private static final Pattern REGION = Pattern.compile("[A-Z]{2}");

    public ImportOptions {
        tags = List.copyOf(tags);
        if (!REGION.matcher(defaultRegion).matches()) {
            throw new IllegalArgumentException("defaultRegion: two capital letters, such as FR");
        }
        if (!ContactLimits.allow(tags) || tags.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("tags: at most 20, of 1 to 50 characters");
        }
    }

    /** Numbers of one country on one channel; class and evidence stand in the file. */
    public static ImportOptions of(String defaultRegion, String phoneChannel) {
        return new ImportOptions(defaultRegion, phoneChannel, null, null, List.of(), Reading.AS_HEADED, false);
    }

    /** The same with one class and one evidence for the whole file. */
    public ImportOptions with(@Nullable ConsentClass consentClass, @Nullable Evidence evidence) {
        return new ImportOptions(defaultRegion, phoneChannel, consentClass, evidence, tags, reading, replace);
    }

    /** The same, giving everybody these tags. */
    public ImportOptions tagged(List<String> tags) {
        return new ImportOptions(defaultRegion, phoneChannel, consentClass, evidence, tags, reading, replace);
    }

    /** The same, with the file's word or what is known before it. */
    public ImportOptions replacing(boolean replace) {
        return new ImportOptions(defaultRegion, phoneChannel, consentClass, evidence, tags, reading, replace);
    }

    /** The same, read so. */
    ImportOptions read(Reading reading) {
        return new ImportOptions(defaultRegion, phoneChannel, consentClass, evidence, tags, reading, replace);
    }

    /** A number by the plan of its country: the file's, and where there is none such, of the further ones in their order. */
    PhoneNumbers.Result number(String cell, PhoneNumbers numbers) {
        PhoneNumbers.Result first = numbers.normalise(cell, defaultRegion);
        PhoneNumbers.Result result = first;
        for (String region : reading.furtherRegions()) {
            if (result instanceof PhoneNumbers.Valid) {
                break;
            }
            result = numbers.normalise(cell, region);
        }
        return result instanceof PhoneNumbers.Valid ? result : first;
    }

    /** Whether numbers may be read as those of one country more. */
    public boolean takesRegion(String region) {
        return Set.of(Locale.getISOCountries()).contains(region)
                && reading.furtherRegions().size() < Reading.MOST_REGIONS;
    }

    /**
     * How a file is read by what somebody said who saw some of it.
     *
     * @param columns codes of {@link org.relais.contact.csv.ColumnMeaning}, one a column; empty: as the headings say
     * @param furtherRegions countries of numbers that are none of the default region's
     * @param anyLanguage whether people whose language is none we know come in without one
     */
    public record Reading(List<String> columns, List<String> furtherRegions, boolean anyLanguage) {
        /** With languages we know. */
        public Reading(List<String> columns, List<String> furtherRegions) {
            this(columns, furtherRegions, false);
        }

        /** Nobody said anything. */
        public static final Reading AS_HEADED = new Reading(List.of(), List.of());

        static final int MOST_REGIONS = 10;

        public Reading {
            columns = List.copyOf(columns);
            furtherRegions = List.copyOf(furtherRegions);
            if (furtherRegions.size() > MOST_REGIONS
                    || !furtherRegions.stream()
                            .allMatch(region -> REGION.matcher(region).matches())) {
                throw new IllegalArgumentException("furtherRegions: at most 10, two capital letters each");
            }
        }

        /** The same with one region more, if it is not among them. */
        Reading orRegion(String region) {
            List<String> regions = Stream.concat(furtherRegions.stream(), Stream.of(region))
                    .distinct()
                    .toList();
            return new Reading(columns, regions, anyLanguage);
        }

        /** The same with other columns. */
        Reading as(List<String> codes) {
            return new Reading(codes, furtherRegions, anyLanguage);
        }

        /** The same, refusing nobody for their language. */
        Reading inAnyLanguage() {
            return new Reading(columns, furtherRegions, true);
        }
    }

    /**
     * What a consent rests on.
     *
     * @param source the form, meeting or file it comes from; for an occasional contact the origin of the data; null where the
     *     file says it of each row
     * @param at when it was given; null where the file says it of each row
     * @param wording what the person agreed to, or its name and version; null for occasional contacts only
     */
    public record Evidence(@Nullable String source, @Nullable Instant at, @Nullable String wording) {
        public Evidence {
            source = source == null ? null : OriginText.bare(source);
            if (source != null && (source.isBlank() || source.length() > ContactLimits.EVIDENCE)) {
                throw new IllegalArgumentException("evidence.source: 1 to 2000 characters");
            }
            if (wording != null && (wording.isBlank() || wording.length() > ContactLimits.EVIDENCE)) {
                throw new IllegalArgumentException("evidence.wording: 1 to 2000 characters");
            }
        }
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("defaultRegion", defaultRegion)
                .put("phoneChannel", phoneChannel)
                .put("tags", new JsonArray(tags))
                .put("columns", new JsonArray(reading.columns()))
                .put("furtherRegions", new JsonArray(reading.furtherRegions()))
                .put("anyLanguage", reading.anyLanguage())
                .put("replace", replace);
        if (consentClass != null) {
            json.put("class", consentClass.sqlName());
        }
        if (evidence != null) {
            Instant at = evidence.at();
            json.put(
                    "evidence",
                    new JsonObject()
                            .put("source", evidence.source())
                            .put("at", at == null ? null : at.toString())
                            .put("wording", evidence.wording()));
        }
        return json;
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException naming the field that is wrong
     */
    static ImportOptions fromJson(JsonObject json) {
        JsonObject evidence = json.getJsonObject("evidence");
        String name = json.getString("class");
        return new ImportOptions(
                json.getString("defaultRegion", "FR").toUpperCase(Locale.ROOT),
                json.getString("phoneChannel"),
                name == null ? null : classOf(name),
                evidence == null ? null : evidenceOf(evidence),
                texts(json, "tags"),
                new Reading(
                        texts(json, "columns"), texts(json, "furtherRegions"), json.getBoolean("anyLanguage", false)),
                json.getBoolean("replace", false));
    }

    private static List<String> texts(JsonObject json, String field) {
        return json.getJsonArray(field, new JsonArray()).stream()
                .map(Object::toString)
                .toList();
    }

    private static ConsentClass classOf(String name) {
        return ImportCells.consentClass(name)
                .orElseThrow(() -> new IllegalArgumentException("class: member, regular or occasional"));
    }

    private static Evidence evidenceOf(JsonObject json) {
        String at = json.getString("at");
        return new Evidence(
                // Without a word of it, it is missing; null says that the file has it.
                json.containsKey("source") ? json.getString("source") : "",
                at == null
                        ? null
                        : ImportCells.date(at)
                                .orElseThrow(
                                        () -> new IllegalArgumentException("evidence.at: a date such as 2026-05-31")),
                json.getString("wording"));
    }
}
