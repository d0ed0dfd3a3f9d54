package org.relais.channel.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ConnectedSender;
import org.relais.channel.Limits;
import org.relais.channel.PlatformClient;
import org.relais.channel.Secret;
import org.relais.channel.SenderProfile;
import org.relais.channel.TemplateName;
import org.relais.config.Section;

/**
 * Section {@code channels.whatsapp}.
 *
 * @param baseUrl address of the Graph API, without trailing slash
 * @param linkBase where links open the app, without trailing slash
 * @param graphVersion such as {@code v25.0}
 * @param appSecret signs the webhooks of the numbers that stand in the section
 * @param verifyToken what the platform repeats in the GET handshake
 * @param connections most connections open to the platform at once
 * @param marketingTemplate carries a message's text outside the 24 h window, unless a number names its own
 */
record WhatsAppConfig(
        String baseUrl,
        String linkBase,
        String graphVersion,
        Secret appSecret,
        Secret verifyToken,
        int connections,
        @Nullable TemplateName marketingTemplate,
        List<Number> numbers) {

    static final Pattern DIGITS = Pattern.compile("[0-9]{1,32}");
    static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ().-]{4,30}");
    static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]+");
    private static final Pattern LANGUAGE = Pattern.compile(WhatsAppLanguages.pattern());
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Map<String, Long> TIERS =
            Map.of("250", 250L, "2000", 2_000L, "10000", 10_000L, "100000", 100_000L, "unlimited", Long.MAX_VALUE);
    /** One message per 6 s to the same person, 45 of them ahead of time: the platform's pair rate limit. */
    private static final Duration PAIR_INTERVAL = Duration.ofSeconds(6);

    private static final int PAIR_BURST = 45;
    private static final int PER_SECOND = 80;

    /**
     * One sender.
     *
     * @param phoneNumberId the platform's id, which is the sender's external id
     * @param digits the number itself, digits only
     * @param businessAccountId tells whose an account's alert is; optional
     * @param appSecret signs its webhooks
     * @param verifyToken for the handshake of its app
     * @param marketingMessages whether its marketing templates go to the Marketing Messages API's endpoint, as Meta requires
     *     of some accounts
     */
    record Number(
            String organisation,
            String name,
            String phoneNumberId,
            String digits,
            @Nullable String businessAccountId,
            Secret accessToken,
            int messagesPerSecond,
            long uniquePerDay,
            @Nullable TemplateName marketingTemplate,
            Secret appSecret,
            Secret verifyToken,
            boolean marketingMessages) {

        /** A sender that was connected; a removed one has no access token, and is only listened to. */
        static Number of(ConnectedSender sender) {
            String template = sender.field("templateName");
            return new Number(
                    sender.organisation(),
                    sender.name(),
                    sender.externalId(),
                    sender.field("displayPhoneNumber").replaceAll("[^0-9]", ""),
                    sender.field("businessAccountId").isEmpty() ? null : sender.field("businessAccountId"),
                    sender.secret("accessToken"),
                    sender.number("messagesPerSecond", PER_SECOND),
                    TIERS.getOrDefault(sender.field("uniquePerDay"), Long.MAX_VALUE),
                    template.isEmpty() ? null : new TemplateName(template, sender.field("templateLanguage")),
                    sender.secret("appSecret"),
                    sender.secret("verifyToken"),
                    "yes".equals(sender.field("marketingMessages")));
        }

        SenderProfile profile() {
            Limits limits = new Limits(messagesPerSecond, PAIR_INTERVAL, PAIR_BURST, uniquePerDay);
            return new SenderProfile(phoneNumberId, organisation, name, digits, limits);
        }
    }

    /** Reads the section and notes every fault; without faults the result is whole. */
    static WhatsAppConfig read(JsonObject json, List<String> faults) {
        Section section = new Section("channels.whatsapp", json, faults);
        String baseUrl = section.text("baseUrl", "https://graph.facebook.com");
        if (!PlatformClient.isBaseUrl(baseUrl)) {
            section.fault("baseUrl", "must be an http or https address without trailing slash");
        }
        String linkBase = section.text("linkBase", WhatsAppLink.BASE);
        if (!PlatformClient.isBaseUrl(linkBase)) {
            section.fault("linkBase", "must be an http or https address without trailing slash");
        }
        String version = section.text("graphVersion", "v25.0");
        if (!version.matches("v[0-9]{1,3}\\.[0-9]{1,2}")) {
            section.fault("graphVersion", "must look like v25.0");
        }
        // Without numbers the section says how to reach the platform, for those that are connected later.
        boolean none = !(json.getValue("numbers") instanceof JsonArray array) || array.isEmpty();
        Secret appSecret = new Secret(none ? section.text("appSecret", "") : section.requiredText("appSecret"));
        Secret verifyToken = new Secret(none ? section.text("verifyToken", "") : section.requiredText("verifyToken"));
        WhatsAppConfig config = new WhatsAppConfig(
                baseUrl,
                linkBase,
                version,
                appSecret,
                verifyToken,
                section.integer("connections", 64, 1, 4096),
                template(section),
                section.sections("numbers", entry -> number(entry, appSecret, verifyToken)));
        distinct(section, config.numbers());
        section.finish();
        return config;
    }

    /** With numbers that were connected since, after its own. */
    WhatsAppConfig with(List<ConnectedSender> connected) {
        List<Number> all = new ArrayList<>(numbers);
        connected.stream()
                .filter(sender -> number(sender.externalId()).isEmpty())
                .forEach(sender -> all.add(Number.of(sender)));
        return new WhatsAppConfig(
                baseUrl,
                linkBase,
                graphVersion,
                appSecret,
                verifyToken,
                connections,
                marketingTemplate,
                List.copyOf(all));
    }

    /** The numbers that messages are sent with. */
    List<Number> senders() {
        return numbers.stream()
                .filter(number -> !number.accessToken().isMissing())
                .toList();
    }

    /** The number with this id, if messages are sent with it. */
    Optional<Number> number(String phoneNumberId) {
        return numbers.stream()
                .filter(number -> number.phoneNumberId().equals(phoneNumberId)
                        && !number.accessToken().isMissing())
                .findFirst();
    }

    private static Number number(Section entry, Secret appSecret, Secret verifyToken) {
        String phone = entry.requiredText("displayPhoneNumber", PHONE, "a phone number with its country code");
        return new Number(
                entry.requiredText("organisation", SLUG, "an organisation's slug: a-z, 0-9 and -"),
                entry.requiredText("name"),
                entry.requiredText("phoneNumberId", DIGITS, "digits"),
                phone.replaceAll("[^0-9]", ""),
                optionalDigits(entry, "businessAccountId"),
                accessToken(entry),
                entry.integer("messagesPerSecond", PER_SECOND, 1, 1000),
                tier(entry),
                template(entry),
                appSecret,
                verifyToken,
                entry.flag("marketingMessages", false));
    }

    private static Secret accessToken(Section entry) {
        return new Secret(entry.requiredText("accessToken", TOKEN, "printable characters without spaces"));
    }

    private static @Nullable String optionalDigits(Section entry, String key) {
        String value = entry.optionalText(key);
        if (value != null && !DIGITS.matcher(value).matches()) {
            entry.fault(key, "must be digits");
        }
        return value;
    }

    private static long tier(Section entry) {
        Long tier = TIERS.get(entry.text("uniquePerDay", "unlimited"));
        if (tier == null) {
            entry.fault("uniquePerDay", "must be 250, 2000, 10000, 100000 or unlimited");
            return 250;
        }
        return tier;
    }

    private static @Nullable TemplateName template(Section section) {
        JsonObject json = section.json("marketingTemplate");
        if (json.isEmpty()) {
            return null;
        }
        Section template = section.section("marketingTemplate");
        TemplateName name = new TemplateName(
                template.requiredText("name", Pattern.compile("[a-z0-9_]{1,512}"), "a-z, 0-9 and _"),
                template.requiredText("language", LANGUAGE, "a language of Meta's templates, like fr or en_US"));
        template.finish();
        return name;
    }

    private static void distinct(Section section, List<Number> numbers) {
        Set<String> seen = new HashSet<>();
        for (int index = 0; index < numbers.size(); index++) {
            String id = numbers.get(index).phoneNumberId();
            if (!id.isEmpty() && !seen.add(id)) {
                section.fault("numbers[" + index + "].phoneNumberId", "is given twice");
            }
        }
    }
}
