package org.relais.channel.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Button;
import org.relais.channel.Button.Form;
import org.relais.channel.Button.Link;
import org.relais.channel.Button.Reply;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.channel.OutboundText;
import org.relais.channel.OutboundText.Refusal;
import org.relais.contact.AddressId;
import org.relais.text.CleanText;

/**
 * Bodies of {@code POST /<phone number id>/messages}. A message takes the richest form that the platform allows it: reply
 * buttons, a list, a link button, an image with its caption; what doesn't fit a form becomes lines of its text.
 */
final class WhatsAppMessages {
    static final int TEXT_LIMIT = 4096;
    static final int BODY_LIMIT = 1024;
    static final int BUTTONS = 3;
    static final int BUTTON_LABEL = 20;
    static final int LIST_ROWS = 10;
    private static final int ROW_TITLE = 24;
    /** Opens a list; the word is the same in the languages that volunteers read most. */
    private static final String LIST_LABEL = "☰ Menu";

    private WhatsAppMessages() {}

    /**
     * @param echoed by status webhooks, so that an unknown outcome can be settled
     * @throws Refusal when the message can't be sent as it is
     */
    static JsonObject body(AddressId to, EchoedDelivery echoed, OutboundMessage message) throws Refusal {
        JsonObject body = new JsonObject().put("messaging_product", "whatsapp").put("recipient_type", "individual");
        if (to.kind().isPhone()) {
            body.put("to", to.identifier().replaceAll("[^0-9]", ""));
        } else if (to.kind().equals(WhatsAppProvider.BSUID)) {
            body.put("recipient", to.identifier());
        } else {
            throw new Refusal("address_kind");
        }
        if (message instanceof OutboundMessage.Text text) {
            putText(body, text);
        } else if (message instanceof OutboundMessage.Template template) {
            put(body, "template", template(template));
        } else if (message instanceof OutboundMessage.Sign sign) {
            // Only what the person sent can have one: to press a button is to send something here.
            put(
                    body,
                    "reaction",
                    new JsonObject().put("message_id", sign.externalId()).put("emoji", sign.emoji()));
        } else {
            throw new Refusal("edit_not_possible");
        }
        return body.put(EchoedDelivery.FIELD, echoed.text());
    }

    /**
     * A template's body as the Marketing Messages API's endpoint takes it. Nobody's reading goes to Meta's advertising; how
     * Meta may change a template is settled where it is made ({@link WhatsAppTemplates}). Where that API can't be used for
     * somebody, Meta sends the same by the ordinary way.
     */
    static JsonObject marketing(JsonObject body) {
        return body.put("product_policy", "CLOUD_API_FALLBACK").put("message_activity_sharing", false);
    }

    private static void putText(JsonObject body, OutboundMessage.Text message) throws Refusal {
        OutboundText plan = OutboundText.of(message.marked(), message.buttons());
        String text = OutboundText.withLinks(plan.text(), plan.lines());
        String image = message.imageUrl();
        if (asksNumber(plan, text)) {
            put(
                    body,
                    "interactive",
                    interactive(
                            "request_contact_info", text, null, new JsonObject().put("name", "request_contact_info")));
            return;
        }
        Optional<Form> form = form(plan, text);
        if (form.isPresent()) {
            put(body, "interactive", interactive("flow", text, null, WhatsAppForms.opened(form.get())));
            return;
        }
        if (isOneLink(plan, text)) {
            put(
                    body,
                    "interactive",
                    linkButton(withAnswers(plan, text), plan.links().get(0), image));
            return;
        }
        text = OutboundText.withLinks(text, plan.links());
        if (plan.replies().isEmpty()) {
            putPlain(body, text, image);
        } else if (text.length() <= BODY_LIMIT && plan.repliesFit(BUTTONS, BUTTON_LABEL)) {
            put(body, "interactive", replyButtons(text, plan.replies(), image));
        } else if (text.length() <= BODY_LIMIT && image == null && plan.repliesFit(LIST_ROWS, ROW_TITLE)) {
            put(body, "interactive", list(text, plan.replies()));
        } else {
            putPlain(body, OutboundText.withNumbers(text, plan.replies()), image);
        }
    }

    /** What {@link #putText} makes of a message, as the person reads it; one that would be refused stays as it is. */
    static OutboundMessage.Text shown(OutboundMessage.Text message) {
        OutboundText plan;
        try {
            plan = OutboundText.of(message.marked(), message.buttons());
        } catch (Refusal refused) {
            return message;
        }
        String image = message.imageUrl();
        String text = OutboundText.withLinks(plan.text(), plan.lines());
        if (isOneLink(plan, text)) {
            return read(withAnswers(plan, text), List.copyOf(plan.links()), image);
        }
        Optional<Form> form = form(plan, text);
        if (form.isPresent()) {
            return read(text, List.of(form.get()), null);
        }
        text = OutboundText.withLinks(text, plan.links());
        boolean fit = text.length() <= BODY_LIMIT
                && (plan.repliesFit(BUTTONS, BUTTON_LABEL) || image == null && plan.repliesFit(LIST_ROWS, ROW_TITLE));
        return fit
                ? read(text, List.copyOf(plan.replies()), image)
                : read(OutboundText.withNumbers(text, plan.replies()), List.of(), image);
    }

    /** The app reads the same marks as we do, wherever they come from. */
    private static OutboundMessage.Text read(String marked, List<Button> buttons, @Nullable String image) {
        MarkedText text = MarkedText.read(marked);
        return new OutboundMessage.Text(text.text(), text.styles(), buttons, image);
    }

    /** The app's own button, whose label is the platform's; whoever doesn't want to leaves it. */
    private static boolean asksNumber(OutboundText plan, String text) {
        Button.NumberRequest number = plan.number();
        return number != null && !number.isOver() && text.length() <= BODY_LIMIT;
    }

    /** A form stands alone under its text. */
    private static Optional<Form> form(OutboundText plan, String text) {
        return plan.buttons().stream()
                .filter(Form.class::isInstance)
                .map(Form.class::cast)
                .filter(form -> form.label().length() <= BUTTON_LABEL && text.length() <= BODY_LIMIT)
                .findFirst();
    }

    /** Beside a link button there can be no reply button: a link that comes first has it, and answers go by number. */
    private static boolean isOneLink(OutboundText plan, String text) {
        return plan.links().size() == 1
                && (plan.replies().isEmpty() || plan.buttons().get(0) instanceof Link)
                && plan.links().get(0).label().length() <= BUTTON_LABEL
                && withAnswers(plan, text).length() <= BODY_LIMIT;
    }

    private static String withAnswers(OutboundText plan, String text) {
        return OutboundText.withNumbers(text, plan.replies());
    }

    /** A caption is at most 1,024 characters; a longer text shows the image as a link with its preview. */
    private static void putPlain(JsonObject body, String text, @Nullable String image) throws Refusal {
        if (image != null && text.length() <= BODY_LIMIT) {
            put(body, "image", new JsonObject().put("link", image).put("caption", text));
            return;
        }
        String whole = image == null ? text : text + "\n\n" + image;
        if (whole.length() > TEXT_LIMIT) {
            throw new Refusal("text_too_long");
        }
        boolean preview = whole.contains("https://") || whole.contains("http://");
        put(body, "text", new JsonObject().put("body", whole).put("preview_url", preview));
    }

    private static void put(JsonObject body, String type, JsonObject content) {
        body.put("type", type).put(type, content);
    }

    private static JsonObject interactive(String type, String text, @Nullable String image, JsonObject action) {
        JsonObject interactive = new JsonObject().put("type", type);
        if (image != null) {
            interactive.put("header", new JsonObject().put("type", "image").put("image", link(image)));
        }
        return interactive.put("body", new JsonObject().put("text", text)).put("action", action);
    }

    private static JsonObject linkButton(String text, Link link, @Nullable String image) {
        JsonObject parameters =
                new JsonObject().put("display_text", link.label()).put("url", link.url());
        return interactive(
                "cta_url", text, image, new JsonObject().put("name", "cta_url").put("parameters", parameters));
    }

    private static JsonObject replyButtons(String text, List<Reply> replies, @Nullable String image) {
        JsonArray buttons = new JsonArray();
        replies.forEach(reply -> buttons.add(new JsonObject()
                .put("type", "reply")
                .put("reply", new JsonObject().put("id", reply.payload()).put("title", reply.label()))));
        return interactive("button", text, image, new JsonObject().put("buttons", buttons));
    }

    private static JsonObject list(String text, List<Reply> replies) {
        JsonArray rows = new JsonArray();
        replies.forEach(
                reply -> rows.add(new JsonObject().put("id", reply.payload()).put("title", reply.label())));
        JsonArray sections = new JsonArray().add(new JsonObject().put("rows", rows));
        return interactive(
                "list", text, null, new JsonObject().put("button", LIST_LABEL).put("sections", sections));
    }

    private static JsonObject template(OutboundMessage.Template template) throws Refusal {
        JsonArray components = new JsonArray();
        if (template.imageUrl() != null) {
            JsonObject image = new JsonObject().put("type", "image").put("image", link(template.imageUrl()));
            components.add(new JsonObject().put("type", "header").put("parameters", new JsonArray().add(image)));
        }
        if (!template.parameters().isEmpty()) {
            JsonArray parameters = new JsonArray();
            for (int at = 0; at < template.parameters().size(); at++) {
                JsonObject json = new JsonObject()
                        .put("type", "text")
                        .put("text", parameter(template.parameters().get(at)));
                parameters.add(
                        template.parameterNames().isEmpty()
                                ? json
                                : json.put(
                                        "parameter_name",
                                        template.parameterNames().get(at)));
            }
            components.add(new JsonObject().put("type", "body").put("parameters", parameters));
        }
        for (int index = 0; index < template.buttonPayloads().size(); index++) {
            String payload = CleanText.of(template.buttonPayloads().get(index));
            JsonObject parameter = new JsonObject().put("type", "payload").put("payload", payload);
            components.add(new JsonObject()
                    .put("type", "button")
                    .put("sub_type", "quick_reply")
                    .put("index", Integer.toString(index))
                    .put("parameters", new JsonArray().add(parameter)));
        }
        JsonObject json = new JsonObject()
                .put("name", template.name())
                .put("language", new JsonObject(Map.of("code", template.language())));
        return components.isEmpty() ? json : json.put("components", components);
    }

    /**
     * A variable's value as the platform takes it: no line breaks or tabs, at most four spaces in a row, never empty.
     */
    private static String parameter(String value) throws Refusal {
        String clean = CleanText.of(value)
                .replaceAll("[\\r\\n\\t]+", " ")
                .replaceAll(" {4,}", "   ")
                .strip();
        if (clean.isEmpty()) {
            throw new Refusal("empty_parameter");
        }
        if (clean.length() > BODY_LIMIT) {
            throw new Refusal("parameter_too_long");
        }
        return clean;
    }

    private static JsonObject link(String url) {
        return new JsonObject().put("link", url);
    }
}
