package org.relais.conversation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;
import org.relais.text.CleanText;

/**
 * What a person may answer to a question. Where a channel shows no buttons the renderer numbers them; a number, a label or
 * a word answers like a tap ({@link ReplyInterpreter}).
 */
public record ReplyChoices(List<Choice> choices) {
    /** Reply buttons and list rows of WhatsApp: 20 characters fit on both. */
    public static final int LONGEST_LABEL = 20;

    /** Rows of a list (Cloud API). */
    public static final int MOST = 10;

    /** Name of the choices in the data of a conversation. */
    public static final String DATA = "choices";

    public ReplyChoices {
        choices = List.copyOf(choices);
    }

    /** @param label in the person's language */
    public record Choice(String label, ButtonPayload payload) {}

    public static ReplyChoices of(Choice... choices) {
        return new ReplyChoices(List.of(choices));
    }

    /** The question as a message in one language. */
    public MessageSpec message(String language, String text) {
        List<SpecButton> buttons = choices.stream()
                .<SpecButton>map(choice -> new SpecButton.Reply(
                        Map.of(language, choice.label()), choice.payload().encode()))
                .toList();
        return MessageSpec.of(language, text, buttons);
    }

    /** For the data of a conversation. */
    public JsonArray json() {
        return new JsonArray(choices.stream()
                .map(choice -> new JsonObject()
                        .put("label", choice.label())
                        .put("payload", choice.payload().encode()))
                .toList());
    }

    /** What {@link #json} wrote; nothing to choose from when it is missing. */
    public static ReplyChoices read(JsonArray json) {
        return new ReplyChoices(json.stream()
                .map(JsonObject.class::cast)
                .flatMap(choice -> ButtonPayload.parse(choice.getString("payload", "")).stream()
                        .map(payload -> new Choice(choice.getString("label", ""), payload)))
                .toList());
    }

    /** What a conversation offers, that has {@link #json} as its choices. */
    public static ReplyChoices offered(Conversation conversation) {
        return read(conversation.data().getJsonArray(DATA, new JsonArray()));
    }

    /** A label that fits a button; what is too long ends in an ellipsis, between characters. */
    public static String label(String text) {
        return text.length() <= LONGEST_LABEL
                ? text
                : CleanText.head(text, LONGEST_LABEL - 1).stripTrailing() + "…";
    }
}
