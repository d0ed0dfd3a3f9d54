package org.relais.imports;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactLimits;

/**
 * What holds for every row that does not say otherwise.
 *
 * @param defaultRegion ISO 3166 country of numbers without a country code
 * @param phoneChannel registry name of the channel that phone numbers are reached on
 * @param consentClass class of rows whose file has no class column
 * @param evidence evidence of rows whose file has no such columns
 * @param tags given to every row besides its own
 */
public record ImportOptions(
        String defaultRegion,
        String phoneChannel,
        @Nullable ConsentClass consentClass,
        @Nullable Evidence evidence,
        List<String> tags) {
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
        return new ImportOptions(defaultRegion, phoneChannel, null, null, List.of());
    }

    /** The same with one class and one evidence for the whole file. */
    public ImportOptions with(@Nullable ConsentClass consentClass, @Nullable Evidence evidence) {
        return new ImportOptions(defaultRegion, phoneChannel, consentClass, evidence, tags);
    }

    /** The same, giving everybody these tags. */
    public ImportOptions tagged(List<String> tags) {
        return new ImportOptions(defaultRegion, phoneChannel, consentClass, evidence, tags);
    }

    /**
     * What a consent rests on.
     *
     * @param source the form, meeting or file it comes from; for an occasional contact the origin of the data
     * @param at when it was given
     * @param wording what the person agreed to, or its name and version; null for occasional contacts only
     */
    public record Evidence(String source, Instant at, @Nullable String wording) {
        public Evidence {
            if (source.isBlank() || source.length() > ContactLimits.EVIDENCE) {
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
                .put("tags", new JsonArray(tags));
        if (consentClass != null) {
            json.put("class", consentClass.sqlName());
        }
        if (evidence != null) {
            json.put(
                    "evidence",
                    new JsonObject()
                            .put("source", evidence.source())
                            .put("at", evidence.at().toString())
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
                json.getJsonArray("tags", new JsonArray()).stream()
                        .map(Object::toString)
                        .toList());
    }

    private static ConsentClass classOf(String name) {
        return ImportCells.consentClass(name)
                .orElseThrow(() -> new IllegalArgumentException("class: member, regular or occasional"));
    }

    private static Evidence evidenceOf(JsonObject json) {
        String at = json.getString("at");
        return new Evidence(
                json.getString("source", ""),
                ImportCells.date(at == null ? "" : at)
                        .orElseThrow(() -> new IllegalArgumentException("evidence.at: a date such as 2026-05-31")),
                json.getString("wording"));
    }
}
