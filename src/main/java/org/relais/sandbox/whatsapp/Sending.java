package org.relais.sandbox.whatsapp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Arrival;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneConversation;
import org.relais.sandbox.world.RateLimit;
import org.relais.sandbox.world.Settings;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.Switches;
import org.relais.sandbox.world.World;

/** POST messages: form, limits, template, window, recipient, in this order; then the phone has it. */
final class Sending {
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final int LONGEST_CALLBACK_DATA = 512;

    private final World world;
    private final WhatsAppPlatform platform;
    private final StatusWebhooks receipts;

    Sending(World world, WhatsAppPlatform platform) {
        this.world = world;
        this.platform = platform;
        this.receipts = new StatusWebhooks(world);
    }

    /** The phone that is addressed, when there is one; {@code to} wins over {@code recipient}. */
    Optional<Phone> recipient(JsonObject message) {
        if (!"whatsapp".equals(MessageReader.text(message, "messaging_product"))) {
            throw GraphError.parameter("The parameter messaging_product is required.");
        }
        return Optional.ofNullable(world.byAddress(SimulatedPlatform.WHATSAPP, address(message)));
    }

    private static String address(JsonObject message) {
        String to = MessageReader.text(message, "to");
        return to.isEmpty()
                ? MessageReader.text(message, "recipient")
                : "group".equals(message.getString("recipient_type")) ? to : to.replaceAll("[\\s+()-]", "");
    }

    /**
     * What was posted.
     *
     * @param marketing whether to the edge for marketing templates
     */
    record Request(JsonObject message, boolean marketing, Arrival arrival, Buffer body) {}

    /** Whom a message goes to: a number's digits, or the id of a user. */
    private record Recipient(String address, boolean byUserId) {
        boolean possible() {
            return address.matches(byUserId ? "[A-Z]{2}\\.[A-Za-z0-9.]{1,128}" : "[1-9]\\d{6,14}");
        }
    }

    JsonObject accept(WhatsAppNumber number, Request request, @Nullable Phone known, Switches switches) {
        JsonObject message = request.message();
        if ("read".equals(message.getString("status"))) {
            return markRead(message);
        }
        Recipient to = new Recipient(
                address(message), MessageReader.text(message, "to").isEmpty());
        if (to.address().isEmpty()) {
            throw GraphError.parameter("The parameter to is required.");
        }
        String callbackData = callbackData(message);
        String type = MessageReader.type(message);
        @Nullable MessageTemplate template = type.equals("template") ? template(number, message) : null;
        if (type.equals("template")) {
            MarketingMessages.check(number, template, request.marketing());
        }
        Content content = template == null
                ? type.equals("template")
                        ? unknownTemplate(message)
                        : MessageReader.read(type, message, world.settings())
                : template.render(components(message));
        Content seen = request.marketing()
                ? MarketingMessages.optimised(content, template)
                : content.kind().equals("flow")
                        ? platform.flows().opened(number.line().accountId(), content, message)
                        : content;
        if (to.address().equals(number.digits())) {
            throw GraphError.of(131021);
        }
        String category = template == null
                ? (type.equals("template") ? "marketing" : "service")
                : template.category().toLowerCase(java.util.Locale.ROOT);
        GraphError obstacle = obstacle(number, known, to, type, category, switches);
        if (obstacle != null && !byStatus(obstacle, switches)) {
            throw obstacle;
        }
        Phone phone = known == null ? appear(to) : known;
        limit(number, phone, type);
        String messageId = platform.newMessageId();
        StatusWebhooks.Sent sent = new StatusWebhooks.Sent(
                number,
                phone,
                messageId,
                callbackData,
                request.marketing() ? "marketing_lite" : category,
                to.byUserId(),
                phone.group() ? phone.userId() : null);
        number.traffic().accepted(world.second());
        if (obstacle == null) {
            ChatMessage bubble = ChatMessage.received(
                    messageId,
                    phone,
                    number,
                    request.arrival(),
                    seen,
                    new ChatMessage.Acceptance(
                            world.arrive().sequence(),
                            world.now(),
                            callbackData,
                            request.body().getBytes()));
            world.received(phone, number, bubble);
            receipts.follow(sent, bubble);
        } else {
            receipts.fail(sent, obstacle);
        }
        return accepted(message, phone, to.byUserId(), messageId);
    }

    private JsonObject accepted(JsonObject message, Phone phone, boolean byUserId, String messageId) {
        JsonObject contact = new JsonObject().put("input", MessageReader.text(message, byUserId ? "recipient" : "to"));
        if (byUserId || phone.number() == null) {
            contact.put("user_id", phone.userId());
        } else {
            contact.put("wa_id", phone.number());
        }
        return new JsonObject()
                .put("messaging_product", "whatsapp")
                .put("contacts", new JsonArray().add(contact))
                .put("messages", new JsonArray().add(new JsonObject().put("id", messageId)));
    }

    private JsonObject markRead(JsonObject message) {
        if (MessageReader.text(message, "message_id").isEmpty()) {
            throw GraphError.parameter("The parameter message_id is required.");
        }
        return new JsonObject().put("success", true);
    }

    private static @Nullable String callbackData(JsonObject message) {
        String data = MessageReader.text(message, "biz_opaque_callback_data");
        if (data.length() > LONGEST_CALLBACK_DATA) {
            throw GraphError.parameter("Param biz_opaque_callback_data must be at most 512 characters long.");
        }
        return data.isEmpty() ? null : data;
    }

    // Templates

    private @Nullable MessageTemplate template(WhatsAppNumber number, JsonObject message) {
        JsonObject wanted = MessageReader.part(message, "template");
        String name = MessageReader.text(wanted, "name");
        String language = MessageReader.text(MessageReader.part(wanted, "language"), "code");
        if (name.isEmpty()) {
            throw GraphError.parameter("The parameter template['name'] is required.");
        }
        if (language.isEmpty()) {
            throw GraphError.parameter("The parameter template['language']['code'] is required.");
        }
        MessageTemplate template =
                platform.template(number.line().accountId(), name, language).orElse(null);
        if (template == null) {
            if (world.settings().templatesEnforced()) {
                throw GraphError.of(132001, "template name (" + name + ") does not exist in " + language);
            }
            return null;
        }
        return switch (template.status()) {
            case "APPROVED" -> template;
            case "PAUSED" -> throw GraphError.of(132015);
            case "DISABLED" -> throw GraphError.of(132016);
            default -> throw GraphError.of(132001, "template name (" + name + ") is not approved in " + language);
        };
    }

    private static JsonArray components(JsonObject message) {
        return MessageReader.part(message, "template").getValue("components") instanceof JsonArray components
                ? components
                : new JsonArray();
    }

    /** Shown when templates need not be registered: the name and what fills it. */
    private static Content unknownTemplate(JsonObject message) {
        StringBuilder text = new StringBuilder(MessageReader.text(MessageReader.part(message, "template"), "name"));
        for (Object each : components(message)) {
            if (each instanceof JsonObject component
                    && component.getValue("parameters") instanceof JsonArray parameters) {
                parameters.forEach(parameter -> {
                    if (parameter instanceof JsonObject object && object.containsKey("text")) {
                        text.append('\n').append(object.getString("text"));
                    }
                });
            }
        }
        return Content.text("template", text.toString());
    }

    // What may stand in the way

    private @Nullable GraphError obstacle(
            WhatsAppNumber number,
            @Nullable Phone phone,
            Recipient to,
            String type,
            String category,
            Switches switches) {
        if (switches.errorCode() != 0) {
            return GraphError.of(switches.errorCode());
        }
        if (phone == null && (!to.possible() || !world.settings().createsNumbers())) {
            return GraphError.of(131026);
        }
        PhoneConversation conversation = phone == null ? null : phone.with(number);
        if (switches.blocked() || switches.deactivated() || (conversation != null && conversation.blocked())) {
            return GraphError.of(131026);
        }
        if (type.equals("template")) {
            boolean stopped = switches.marketingStopped() || (conversation != null && conversation.marketingStopped());
            return stopped && category.equals("marketing") ? GraphError.of(131050) : null;
        }
        boolean group = phone != null && phone.group();
        return !group && windowClosed(conversation, switches) ? GraphError.of(131047) : null;
    }

    private boolean windowClosed(@Nullable PhoneConversation conversation, Switches switches) {
        if (switches.windowClosed()) {
            return true;
        }
        if (!world.settings().windowEnforced()) {
            return false;
        }
        return conversation == null || !windowOpen(conversation);
    }

    private boolean windowOpen(PhoneConversation conversation) {
        Instant lastWritten = conversation.lastWritten();
        return lastWritten != null && Duration.between(lastWritten, world.now()).compareTo(WINDOW) <= 0;
    }

    private boolean byStatus(GraphError error, Switches switches) {
        return switches.errorCode() != 0
                ? switches.errorBy().equals("status")
                : world.settings().errorsByStatus().contains(error.code());
    }

    private Phone appear(Recipient to) {
        String address = to.address();
        return to.byUserId()
                ? world.addWhatsApp(null, address, address, "fr")
                : world.addWhatsApp(address, UserIds.of(address), "+" + address, "fr");
    }

    private void limit(WhatsAppNumber number, Phone phone, String type) {
        Settings settings = world.settings();
        if (!settings.enforceLimits()) {
            return;
        }
        long now = world.nanos();
        RateLimit all = RateLimit.of(settings.whatsappPerSecond(), 1000, settings.whatsappPerSecond());
        RateLimit pair = RateLimit.of(1, settings.pairEveryMillis(), settings.pairBurst());
        RateLimit.Gate between = phone.with(number).pair();
        if (number.throughput().waitNanos(all, now) > 0) {
            throw GraphError.of(130429);
        }
        if (between.waitNanos(pair, now) > 0) {
            throw GraphError.of(131056);
        }
        int most = Math.min(settings.uniqueUsersPerDay(), number.condition().peopleInADay());
        if (type.equals("template")
                && !windowOpen(phone.with(number))
                && !platform.portfolio(number).reach(phone.id(), most)) {
            throw GraphError.of(131048, "Messaging limit reached: " + most + " people in 24 hours");
        }
        number.throughput().take(all, now);
        between.take(pair, now);
    }
}
