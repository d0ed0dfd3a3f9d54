package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.JsonPayload;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.Secret;
import org.relais.channel.WebhookCodec;
import org.relais.channel.whatsapp.WhatsAppConfig.Number;

/** Reads the Cloud API's webhooks: one path for all numbers, signed with the app's secret. */
final class WhatsAppCodec implements WebhookCodec {
    private static final Pattern SIGNATURE = Pattern.compile("sha256=([0-9a-fA-F]{64})");
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9._~-]{1,256}");
    private static final Pattern JOIN_PAYLOAD = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Keyed with the app's secret; copied for each body, since looking one up and keying it costs more than a body. */
    private final @Nullable Mac signing;

    private final @Nullable Secret verifyToken;
    private final List<Number> numbers;

    WhatsAppCodec(WhatsAppConfig config) {
        Secret secret = config.appSecret();
        this.signing = secret == null ? null : keyed(secret);
        this.verifyToken = config.verifyToken();
        this.numbers = config.numbers();
    }

    /** Knows no secret and no number: decodes, and finds nothing authentic. */
    WhatsAppCodec() {
        this.signing = null;
        this.verifyToken = null;
        this.numbers = List.of();
    }

    static boolean isJoinPayload(String payload) {
        return JOIN_PAYLOAD.matcher(payload).matches();
    }

    @Override
    public Optional<String> handshake(MultiMap query) {
        String token = query.get("hub.verify_token");
        String challenge = query.get("hub.challenge");
        boolean ours = verifyToken != null && token != null && verifyToken.matches(token);
        boolean asked = "subscribe".equals(query.get("hub.mode"))
                && challenge != null
                && CHALLENGE.matcher(challenge).matches();
        return ours && asked ? Optional.of(challenge) : Optional.empty();
    }

    /** Only the form of a signature can be seen without the body. */
    @Override
    public Credentials credentials(String account, MultiMap headers) {
        return signing == null || signature(headers).isEmpty() ? Credentials.WRONG : Credentials.UNPROVEN;
    }

    @Override
    public boolean authentic(String account, MultiMap headers, Buffer body) {
        Mac keyed = signing;
        return keyed != null
                && signature(headers)
                        .filter(signature -> MessageDigest.isEqual(signature, hmac(keyed, body.getBytes())))
                        .isPresent();
    }

    private static Optional<byte[]> signature(MultiMap headers) {
        return Optional.ofNullable(headers.get("X-Hub-Signature-256"))
                .map(SIGNATURE::matcher)
                .filter(Matcher::matches)
                .map(found -> HexFormat.of().parseHex(found.group(1)));
    }

    private static byte[] hmac(Mac keyed, byte[] body) {
        try {
            return ((Mac) keyed.clone()).doFinal(body);
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("Java's own HmacSHA256 can be copied", impossible);
        }
    }

    private static Mac keyed(Secret secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
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
                decode(change(entry, change, receivedAt), events);
            }
        }
        return events;
    }

    private WhatsAppChange change(JsonNode entry, JsonNode change, Instant receivedAt) {
        JsonNode value = change.path("value");
        String field = JsonPayload.text(change, "field");
        return new WhatsAppChange(
                sender(entry, value),
                entry,
                field == null ? "" : field,
                value,
                new WhatsAppContacts(value),
                receivedAt);
    }

    private void decode(WhatsAppChange change, List<InboundEvent> events) {
        int before = events.size();
        JsonNode value = change.value();
        JsonPayload.list(value, "messages").forEach(message -> events.add(WhatsAppMessageReader.read(change, message)));
        JsonPayload.list(value, "statuses").forEach(status -> events.addAll(WhatsAppStatusReader.read(change, status)));
        JsonPayload.list(value, "user_preferences")
                .forEach(preference -> events.add(WhatsAppAccountReader.preference(change, preference)));
        JsonPayload.list(value, "user_id_update")
                .forEach(update -> events.add(WhatsAppAccountReader.idUpdate(change, update)));
        JsonPayload.list(value, "errors").forEach(error -> events.add(WhatsAppAccountReader.error(change, error)));
        if (events.size() == before) {
            events.addAll(WhatsAppAccountReader.account(change, concerned(change)));
        }
    }

    /** The number of ours that a change came to: by its id, else by what it displays; empty when it says neither. */
    private String sender(JsonNode entry, JsonNode value) {
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
                .filter(number -> numbers.size() == 1
                        || number.businessAccountId() != null
                                && number.businessAccountId().equals(account))
                .map(Number::phoneNumberId)
                .toList();
        return ofAccount.size() == 1 ? ofAccount.get(0) : "";
    }

    /** The numbers an account's event concerns: the one it names, else all of the account. */
    private List<String> concerned(WhatsAppChange change) {
        String account = JsonPayload.text(change.entry(), "id");
        List<String> ofAccount = numbers.stream()
                .filter(number -> account != null && account.equals(number.businessAccountId()))
                .map(Number::phoneNumberId)
                .toList();
        return change.sender().isEmpty() && !ofAccount.isEmpty() ? ofAccount : List.of(change.sender());
    }
}
