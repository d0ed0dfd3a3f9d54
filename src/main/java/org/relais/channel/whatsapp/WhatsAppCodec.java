package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.JsonPayload;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.Secret;
import org.relais.channel.WebhookCodec;
import org.relais.channel.whatsapp.WhatsAppConfig.Number;
import org.relais.digest.HmacSha256;

/**
 * Reader of the Cloud API's webhooks, signed with an app's secret: at the path of the configuration's numbers, or at that of a
 * connected number, which serves every number of the same app. What an app signs can say nothing of the numbers of
 * another: those are another organisation's.
 */
final class WhatsAppCodec implements WebhookCodec {
    private static final Pattern SIGNATURE = Pattern.compile("sha256=([0-9a-fA-F]{64})");
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._~-]{1,256}");
    private static final Pattern JOIN_PAYLOAD = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** By the last segment of the path; the empty one is that of the configuration's numbers. */
    private final Map<String, App> apps;

    /** All that have a secret to be signed with. */
    private final List<Number> numbers;

    /** Whether an event must be of a number of the app that signed it. */
    private final boolean strict;

    /**
     * What signs the webhooks of a path.
     *
     * @param signing keyed with the app's secret, null when there is none
     * @param numbers all that the app has
     */
    private record App(@Nullable HmacSha256 signing, Secret verifyToken, List<Number> numbers) {
        private static final App NONE = new App(null, new Secret(""), List.of());

        static App of(Secret secret, Secret verifyToken, List<Number> all) {
            return secret.isMissing()
                    ? NONE
                    : new App(
                            new HmacSha256(secret.reveal().getBytes(StandardCharsets.UTF_8)),
                            verifyToken,
                            all.stream()
                                    .filter(number -> number.appSecret().matches(secret.reveal()))
                                    .toList());
        }

        boolean has(String phoneNumberId) {
            return numbers.stream().anyMatch(number -> number.phoneNumberId().equals(phoneNumberId));
        }
    }

    WhatsAppCodec(WhatsAppConfig config) {
        this.apps = new HashMap<>();
        config.numbers()
                .forEach(number -> apps.put(
                        number.phoneNumberId(), App.of(number.appSecret(), number.verifyToken(), config.numbers())));
        apps.put("", App.of(config.appSecret(), config.verifyToken(), config.numbers()));
        this.numbers = config.numbers().stream()
                .filter(number -> !number.appSecret().isMissing())
                .toList();
        this.strict = true;
    }

    /** Knows no secret and no number: decodes, and finds nothing authentic. */
    WhatsAppCodec() {
        this.apps = Map.of();
        this.numbers = List.of();
        this.strict = false;
    }

    @Override
    public boolean serves(String account) {
        return account.isEmpty() || apps.containsKey(account);
    }

    private App app(String account) {
        return apps.getOrDefault(account, App.NONE);
    }

    static boolean isJoinPayload(String payload) {
        return JOIN_PAYLOAD.matcher(payload).matches();
    }

    @Override
    public Optional<String> handshake(String account, MultiMap query) {
        String token = query.get("hub.verify_token");
        String challenge = query.get("hub.challenge");
        boolean ours = token != null && app(account).verifyToken().matches(token);
        boolean asked = "subscribe".equals(query.get("hub.mode"))
                && challenge != null
                && CHALLENGE.matcher(challenge).matches();
        return ours && asked ? Optional.of(challenge) : Optional.empty();
    }

    /** Only the form of a signature can be seen without the body. */
    @Override
    public Credentials credentials(String account, MultiMap headers) {
        return app(account).signing() == null || signature(headers).isEmpty()
                ? Credentials.WRONG
                : Credentials.UNPROVEN;
    }

    @Override
    public boolean authentic(String account, MultiMap headers, Buffer body) {
        HmacSha256 signing = app(account).signing();
        return signing != null
                && signature(headers)
                        .filter(signature -> MessageDigest.isEqual(signature, signing.of(body.getBytes())))
                        .isPresent();
    }

    private static Optional<byte[]> signature(MultiMap headers) {
        return Optional.ofNullable(headers.get("X-Hub-Signature-256"))
                .map(SIGNATURE::matcher)
                .filter(Matcher::matches)
                .map(found -> HexFormat.of().parseHex(found.group(1)));
    }

    @Override
    public List<InboundEvent> decode(String account, Buffer body, Instant receivedAt) throws MalformedPayloadException {
        JsonNode root = JsonPayload.parse(body);
        if (!root.path("entry").isArray()) {
            throw new MalformedPayloadException("the payload has no list \"entry\"");
        }
        List<InboundEvent> events = new ArrayList<>();
        for (JsonNode entry : JsonPayload.list(root, "entry")) {
            for (JsonNode change : JsonPayload.list(entry, "changes")) {
                decode(app(account), change(app(account), entry, change, receivedAt), events);
            }
        }
        return events;
    }

    @Override
    public Named named(Buffer body) throws MalformedPayloadException {
        Set<String> senders = new LinkedHashSet<>();
        Set<String> accounts = new LinkedHashSet<>();
        for (JsonNode entry : JsonPayload.list(JsonPayload.parse(body), "entry")) {
            for (JsonNode change : JsonPayload.list(entry, "changes")) {
                String id = JsonPayload.text(change.path("value"), "metadata", "phone_number_id");
                String account = JsonPayload.text(entry, "id");
                if (id != null) {
                    senders.add(id);
                } else if (account != null) {
                    accounts.add(account);
                }
            }
        }
        return new Named(senders, accounts);
    }

    @Override
    public Set<String> sendersOf(String account) {
        return numbers.stream()
                .filter(number -> account.equals(number.businessAccountId()))
                .map(Number::phoneNumberId)
                .collect(Collectors.toSet());
    }

    private WhatsAppChange change(App app, JsonNode entry, JsonNode change, Instant receivedAt) {
        JsonNode value = change.path("value");
        String field = JsonPayload.text(change, "field");
        return new WhatsAppChange(
                own(app, sender(app, entry, value)),
                entry,
                field == null ? "" : field,
                value,
                new WhatsAppContacts(value),
                receivedAt);
    }

    /** Empty for a number that is another app's, so that the event is nobody's. */
    private String own(App app, String phoneNumberId) {
        return !strict || app.has(phoneNumberId) ? phoneNumberId : "";
    }

    private static void decode(App app, WhatsAppChange change, List<InboundEvent> events) {
        int before = events.size();
        JsonNode value = change.value();
        if (WhatsAppEchoReader.OF_THE_PAST.contains(change.field())) {
            events.addAll(WhatsAppAccountReader.account(change, concerned(app, change)));
            return;
        }
        JsonPayload.list(value, "messages").forEach(message -> events.add(WhatsAppMessageReader.read(change, message)));
        JsonPayload.list(value, "message_echoes").forEach(echo -> events.add(WhatsAppEchoReader.read(change, echo)));
        JsonPayload.list(value, "statuses").forEach(status -> events.addAll(WhatsAppStatusReader.read(change, status)));
        JsonPayload.list(value, "user_preferences")
                .forEach(preference -> events.add(WhatsAppAccountReader.preference(change, preference)));
        JsonPayload.list(value, "user_id_update")
                .forEach(update -> events.add(WhatsAppAccountReader.idUpdate(change, update)));
        JsonPayload.list(value, "errors").forEach(error -> events.add(WhatsAppAccountReader.error(change, error)));
        if (events.size() == before) {
            events.addAll(WhatsAppAccountReader.account(change, concerned(app, change)));
        }
    }

    /** The number of ours that a change came to: by its id, else by what it displays; empty when it says neither. */
    private static String sender(App app, JsonNode entry, JsonNode value) {
        List<Number> numbers = app.numbers();
        String id = JsonPayload.text(value, "metadata", "phone_number_id");
        if (id != null) {
            return id;
        }
        String display = JsonPayload.text(value, "metadata", "display_phone_number");
        if (display == null) {
            display = JsonPayload.text(value, "display_phone_number");
        }
        if (display != null) {
            String digits = display.replaceAll("[^0-9]", "");
            return numbers.stream()
                    .filter(number -> number.digits().equals(digits))
                    .map(Number::phoneNumberId)
                    .findFirst()
                    .orElse("");
        }
        String account = JsonPayload.text(entry, "id");
        List<String> ofAccount = numbers.stream()
                .filter(number -> number.businessAccountId() == null
                        ? numbers.size() == 1
                        : number.businessAccountId().equals(account))
                .map(Number::phoneNumberId)
                .toList();
        return ofAccount.size() == 1 ? ofAccount.get(0) : "";
    }

    /** The numbers an account's event concerns: the one it names, else all of the account. */
    private static List<String> concerned(App app, WhatsAppChange change) {
        String account = JsonPayload.text(change.entry(), "id");
        List<String> ofAccount = app.numbers().stream()
                .filter(number -> account != null && account.equals(number.businessAccountId()))
                .map(Number::phoneNumberId)
                .toList();
        return change.sender().isEmpty() && !ofAccount.isEmpty() ? ofAccount : List.of(change.sender());
    }
}
