package org.relais.action;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.Declaration;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.SpecButton;

/**
 * An action as composed.
 *
 * @param groupId the group that volunteers help to grow by links of their own; null for none
 * @param declaration what the organisation says it is; null: it has not said. Never political advertising: that is a broadcast
 */
public record ActionDraft(
        ActionType type,
        String title,
        MessageSpec message,
        Audience audience,
        @Nullable Integer perVolunteer,
        @Nullable Integer perDay,
        RemindRule reminders,
        @Nullable Instant endsAt,
        @Nullable Long groupId,
        @Nullable Declaration declaration) {
    private static final List<String> TYPES =
            Arrays.stream(ActionType.values()).map(ActionType::sqlName).toList();

    private static final int LONGEST_TITLE = 200;
    private static final int MOST_UNITS = 100_000;
    private static final int MOST_UNITS_A_DAY = 10_000;
    private static final int MOST_HOURS = 720;
    private static final int MOST_REMINDERS = 5;

    /**
     * Reads {@code {"kind": "share", "title": "…", "message": {…}, "audience": {…}, "perVolunteer": 20, "perDay": 5,
     * "reminders": {"afterHours": 24, "times": 2, "silent": false}, "endsAt": "2026-12-01T18:00:00Z",
     * "groupId": 7, "declaration": {"kind": "not_political"}}}; the last six may be left out.
     *
     * @throws InvalidInputException with every fault, by field path
     */
    public static ActionDraft decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        String type = object.word("kind", TYPES);
        String title = object.text("title", LONGEST_TITLE);
        if (title.chars().anyMatch(Character::isISOControl)) {
            object.fault("title", FaultCode.MUST_BE_ONE_LINE);
        }
        Audience audience = AudienceCodec.required(object);
        Integer perVolunteer = ceiling(object, "perVolunteer", MOST_UNITS);
        Integer perDay = ceiling(object, "perDay", MOST_UNITS_A_DAY);
        RemindRule reminders =
                object.object("reminders").map(ActionDraft::reminders).orElse(RemindRule.NEVER);
        Instant endsAt = object.time("endsAt").orElse(null);
        Long groupId = object.has("groupId") ? Long.valueOf(object.number("groupId", 1, Long.MAX_VALUE, 1)) : null;
        @Nullable
        Declaration declaration =
                object.object("declaration").map(Declaration::readOfAction).orElse(null);
        boolean composed = object.object("message").isPresent();
        object.require("message");
        object.noOtherFields();
        List<Fault> faults = new ArrayList<>(object.faults());
        Optional<MessageSpec> message =
                composed ? MessageSpecCodec.decode(json.getJsonObject("message"), faults) : Optional.empty();
        if (message.isEmpty() || !faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        ActionDraft draft = new ActionDraft(
                ActionType.of(type),
                title,
                message.get(),
                audience,
                perVolunteer,
                perDay,
                reminders,
                endsAt,
                groupId,
                declaration);
        draft.refuseMisfit();
        return draft;
    }

    /** A stored action as it was composed. */
    public static ActionDraft of(Action action, MessageSpec message) {
        return new ActionDraft(
                action.type(),
                action.title(),
                message,
                action.audience(),
                action.perVolunteer(),
                action.perDay(),
                action.reminders(),
                action.endsAt(),
                action.groupId(),
                action.declaration());
    }

    /**
     * The same, of which this was said.
     *
     * @throws InvalidInputException when it is not so
     */
    ActionDraft declared(Declaration said) {
        ActionDraft draft =
                new ActionDraft(type, title, message, audience, perVolunteer, perDay, reminders, endsAt, groupId, said);
        draft.refuseMisfit();
        return draft;
    }

    /** The JSON that {@link #decode} reads back as an equal draft. */
    public JsonObject encode() {
        JsonObject json = new JsonObject()
                .put("kind", type.sqlName())
                .put("title", title)
                .put("message", MessageSpecCodec.encode(message))
                .put("audience", AudienceCodec.encode(audience))
                .put(
                        "reminders",
                        new JsonObject()
                                .put("afterHours", reminders.hours())
                                .put("times", reminders.times())
                                .put("silent", reminders.silent()));
        if (perVolunteer != null) {
            json.put("perVolunteer", perVolunteer);
        }
        if (perDay != null) {
            json.put("perDay", perDay);
        }
        if (endsAt != null) {
            json.put("endsAt", endsAt.toString());
        }
        if (groupId != null) {
            json.put("groupId", groupId);
        }
        if (declaration != null) {
            json.put("declaration", declaration.encode());
        }
        return json;
    }

    private static @Nullable Integer ceiling(StrictObject object, String key, int most) {
        return object.has(key) ? Integer.valueOf((int) object.number(key, 1, most, 1)) : null;
    }

    private static RemindRule reminders(StrictObject object) {
        RemindRule rule = new RemindRule(
                (int) object.number("afterHours", 1, MOST_HOURS, RemindRule.NEVER.hours()),
                (int) object.number("times", 0, MOST_REMINDERS, 1),
                object.flag("silent", false));
        object.noOtherFields();
        return rule;
    }

    private void refuseMisfit() {
        List<Fault> faults = new ArrayList<>();
        if (message.buttons().stream().anyMatch(SpecButton.Reply.class::isInstance)) {
            faults.add(Fault.of("message.buttons", FaultCode.OFFER_WITH_ANSWERS));
        }
        if (type == ActionType.SHARE && message.share().isEmpty()) {
            faults.add(Fault.of("message.share", FaultCode.SHARE_TEXT_REQUIRED));
        }
        if (type != ActionType.SHARE
                && type != ActionType.QUESTION
                && message.share().isPresent()) {
            faults.add(Fault.of("message.share", FaultCode.SHARE_TEXT_MISPLACED));
        }
        if (type != ActionType.SHARE && groupId != null) {
            faults.add(Fault.of("groupId", FaultCode.GROUP_MISPLACED));
        }
        if (!message.origins().isEmpty()) {
            faults.add(Fault.of("message.origin", FaultCode.ORIGIN_MISPLACED));
        }
        if (type == ActionType.CALL && declaration != null && declaration.kind() != Declaration.Kind.NOT_POLITICAL) {
            faults.add(Fault.of("declaration.kind", FaultCode.DECLARATION_CALLS));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }
}
