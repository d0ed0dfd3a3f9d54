package org.relais.conversation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
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
    /** Of the things that an answer may be about; more are no choice on a phone. */
    public static final int MOST_THINGS = 5;

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

    /**
     * Labels that fit buttons, of which no two are equal: where the beginnings of titles are, they begin with the words behind
     * what these have in common, and titles that are one have the number of their place.
     */
    public static List<String> labels(List<String> titles) {
        List<String> labels = new ArrayList<>();
        for (String title : titles) {
            List<String> like = titles.stream()
                    .filter(other -> label(other).equals(label(title)))
                    .toList();
            String own = label(like.size() == 1 ? title : behind(title, like));
            labels.add(
                    labels.contains(own)
                            ? CleanText.head(own, LONGEST_LABEL - 2).stripTrailing() + ' ' + (labels.size() + 1)
                            : own);
        }
        return List.copyOf(labels);
    }

    /** The title from the first word on that one of the others does not have at that place. */
    private static String behind(String title, List<String> others) {
        String[] words = title.split(" ");
        int same = 0;
        while (same < words.length - 1 && isAt(words[same], same, others)) {
            same++;
        }
        return same == 0 ? title : "…" + String.join(" ", List.of(words).subList(same, words.length));
    }

    private static boolean isAt(String word, int at, List<String> titles) {
        return titles.stream().map(title -> title.split(" ")).allMatch(all -> all.length > at && all[at].equals(word));
    }

    /** A label that fits a button; what is too long ends in an ellipsis, between characters. */
    public static String label(String text) {
        return text.length() <= LONGEST_LABEL
                ? text
                : CleanText.head(text, LONGEST_LABEL - 1).stripTrailing() + "…";
    }
}
