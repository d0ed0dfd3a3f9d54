package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.audience.Target;
import org.relais.broadcast.brake.Brake;
import org.relais.consent.Purpose;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.PoliticalLabel;
import org.relais.template.ShareText;
import org.relais.template.TextTemplate;

/**
 * A broadcast as composed.
 *
 * @param variant the same with other words, for a half of the people; null: everybody gets the same
 * @param brake null: everybody gets it at once
 * @param declaration what the organisation says it is; null: it has not said. Political advertising has its label in its texts
 */
public record BroadcastDraft(
        String title,
        MessageSpec message,
        @Nullable MessageSpec variant,
        Audience audience,
        Purpose purpose,
        @Nullable String channel,
        @Nullable Instant notAfter,
        @Nullable Brake brake,
        @Nullable Declaration declaration) {
    private static final int LONGEST_TITLE = 200;
    private static final Pattern COPIED = Pattern.compile("(.*) \\((\\d{1,4})\\)");

    public BroadcastDraft {
        PoliticalLabel label = declaration == null ? null : declaration.label();
        message = message.labelled(label);
        variant = variant == null ? null : variant.labelled(label);
    }

    /** The offer of an action: on each person’s preferred channel, to everybody at once. */
    public static BroadcastDraft plain(
            String title, MessageSpec message, Audience audience, @Nullable Instant notAfter) {
        return new BroadcastDraft(title, message, null, audience, Purpose.BROADCAST, null, notAfter, null, null);
    }

    /** Whether it travels in no template, so that it reaches only who has just written where templates are needed. */
    public boolean isFreeText() {
        return message.template().isEmpty()
                && (variant == null || variant.template().isEmpty());
    }

    /** The same, of which this was said; null for nothing. */
    public BroadcastDraft declared(@Nullable Declaration said) {
        return new BroadcastDraft(title, message, variant, audience, purpose, channel, notAfter, brake, said);
    }

    /** The same as an answer to what somebody has just sent. */
    BroadcastDraft answering() {
        return new BroadcastDraft(
                title, message, variant, audience, Purpose.REPLY, channel, notAfter, brake, declaration);
    }

    /** The same for these people. */
    public BroadcastDraft to(Audience whom) {
        return new BroadcastDraft(title, message, variant, whom, purpose, channel, notAfter, brake, declaration);
    }

    /** A stored broadcast as it was composed. */
    static BroadcastDraft of(Broadcast broadcast, MessageSpec message, @Nullable MessageSpec variant) {
        return new BroadcastDraft(
                broadcast.title(),
                message,
                variant,
                broadcast.audience(),
                broadcast.purpose(),
                broadcast.channel(),
                broadcast.notAfter(),
                broadcast.braking() == null ? null : broadcast.braking().rule(),
                broadcast.declaration());
    }

    /**
     * Reads {@code {"title": "…", "message": {…}, "audience": {…}, "purpose": "broadcast", "channel": "telegram",
     * "notAfter": "2026-12-01T18:00:00Z", "brake": {"percent": 10}, "variant": {"body": {…}}, "declaration": {…}}}; the last six
     * may be left out.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    public static BroadcastDraft decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        String title = object.text("title", LONGEST_TITLE);
        if (title.chars().anyMatch(Character::isISOControl)) {
            object.fault("title", FaultCode.MUST_BE_ONE_LINE);
        }
        Purpose purpose = purpose(object);
        @Nullable String channel = object.optionalText("channel", 40).orElse(null);
        @Nullable Instant notAfter = object.time("notAfter").orElse(null);
        @Nullable Brake brake = object.object("brake").map(Brake::read).orElse(null);
        @Nullable
        Declaration declaration =
                object.object("declaration").map(Declaration::read).orElse(null);
        Audience audience = AudienceCodec.required(object);
        boolean composed = object.object("message").isPresent();
        object.require("message");
        boolean second = object.object("variant").map(VariantCodec::isReadable).orElse(false);
        object.noOtherFields();
        List<Fault> faults = new ArrayList<>(object.faults());
        Optional<MessageSpec> message =
                composed ? MessageSpecCodec.decode(json.getJsonObject("message"), faults) : Optional.empty();
        @Nullable
        MessageSpec variant = second && message.isPresent() && faults.isEmpty()
                ? VariantCodec.read(json.getJsonObject("variant"), message.get(), faults)
                : null;
        if (message.isEmpty() || !faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return new BroadcastDraft(
                title, message.get(), variant, audience, purpose, channel, notAfter, brake, declaration);
    }

    /**
     * The document that {@link #decode} reads with one of its texts for everybody, to be looked at or tried: what is wrong with
     * the other one hides nothing of it.
     */
    public static JsonObject alone(JsonObject json, Variant which) {
        return VariantCodec.alone(json, which);
    }

    /** Fails with each language that only one of two texts is written in: it may be kept so, and not be sent. */
    public Future<BroadcastDraft> whole() {
        List<Fault> lacking = variant == null ? List.of() : VariantCodec.lacking(message, variant);
        return lacking.isEmpty()
                ? Future.succeededFuture(this)
                : Future.failedFuture(new InvalidInputException(lacking));
    }

    /** The JSON that {@link #decode} reads back as an equal draft. */
    public JsonObject encode() {
        JsonObject json = new JsonObject()
                .put("title", title)
                .put("message", MessageSpecCodec.encode(message.labelled(null)))
                .put("audience", AudienceCodec.encode(audience))
                .put("purpose", purpose.sqlName());
        if (channel != null) {
            json.put("channel", channel);
        }
        if (notAfter != null) {
            json.put("notAfter", notAfter.toString());
        }
        if (variant != null) {
            json.put("variant", VariantCodec.encode(variant));
        }
        if (brake != null) {
            json.put("brake", brake.encode());
        }
        if (declaration != null) {
            json.put("declaration", declaration.encode());
        }
        return json;
    }

    /**
     * The same, if the limits of {@link #decode} allow it, whichever part composed it.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    BroadcastDraft strict() {
        return decode(encode());
    }

    /**
     * What of it people have composed: the text of what is passed on alone ({@link ShareText#alone}) stands as one to share
     * under any message.
     */
    BroadcastDraft composed() {
        return message.share()
                .filter(ShareText::alone)
                .map(share -> new BroadcastDraft(
                        title,
                        new MessageSpec(
                                message.language(),
                                Map.of(message.language(), TextTemplate.literal("…")),
                                List.of(),
                                new ShareText(share.texts(), share.url()),
                                null,
                                null,
                                true,
                                Map.of(),
                                null),
                        null,
                        audience,
                        purpose,
                        channel,
                        notAfter,
                        brake,
                        declaration))
                .orElse(this);
    }

    /**
     * The same with one of its texts for everybody, to be looked at or tried.
     *
     * @throws InvalidInputException when there is no such text
     */
    public BroadcastDraft only(Variant which) {
        MessageSpec text = which == Variant.A ? message : variant;
        if (text == null) {
            throw new InvalidInputException("variant", FaultCode.VARIANT_MISSING);
        }
        return new BroadcastDraft(title, text, null, audience, purpose, channel, notAfter, brake, declaration);
    }

    /**
     * A new one that says the same to the same people. What was true of the first alone is not the copy's: the time after which
     * it is worth nothing, and all that was declared of it, such as the vote, the period, and what was given for it.
     */
    public BroadcastDraft copy() {
        return copyTo(audience);
    }

    /** The same again for those who did not get that broadcast of it. */
    public BroadcastDraft copyForMissed(long broadcastId) {
        return copyTo(audience.whoMissed(broadcastId));
    }

    private BroadcastDraft copyTo(Audience whom) {
        return new BroadcastDraft(title, message, variant, whom, purpose, channel, null, brake, null);
    }

    /** Its title without which one of it this is. */
    String original() {
        Matcher copied = COPIED.matcher(title);
        return copied.matches() ? copied.group(1) : title;
    }

    /** So that lists tell a copy from all others: the same title, and which one of it this is. */
    BroadcastDraft numbered(Set<String> taken) {
        Matcher copied = COPIED.matcher(title);
        int number = copied.matches() ? Integer.parseInt(copied.group(2)) : 1;
        String next;
        do {
            next = original() + " (" + ++number + ")";
        } while (taken.contains(next));
        return next.length() > LONGEST_TITLE
                ? this
                : new BroadcastDraft(next, message, variant, audience, purpose, channel, notAfter, brake, declaration);
    }

    /** Who it would go to. */
    Target target(long organisationId) {
        return new Target(organisationId, audience, purpose, channel);
    }

    private static Purpose purpose(StrictObject object) {
        String name = object.optionalText("purpose", 20).orElse("broadcast");
        return switch (name) {
            case "broadcast" -> Purpose.BROADCAST;
            case "first_contact" -> Purpose.FIRST_CONTACT;
            default -> {
                object.fault("purpose", FaultCode.PURPOSE_UNKNOWN);
                yield Purpose.BROADCAST;
            }
        };
    }
}
