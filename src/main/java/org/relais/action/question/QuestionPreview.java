package org.relais.action.question;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.conversation.OrganisationTexts;
import org.relais.template.MessageSpec;

/**
 * What somebody reads of questions in one language: each of them as it is asked in the chat, and what is said at the end.
 *
 * @param asked one for each step, in the order of the form
 */
public record QuestionPreview(String language, List<Message> asked, Message end) {
    /** Somebody who has done one thing already, among a dozen who answered. */
    private static final int SAMPLE = 12;

    public QuestionPreview {
        asked = List.copyOf(asked);
    }

    /** @param choices labels of the buttons under it */
    public record Message(String text, List<String> choices) {
        public Message {
            choices = List.copyOf(choices);
        }

        private static Message of(MessageSpec spec) {
            String language = spec.language();
            return new Message(
                    Objects.requireNonNull(spec.bodies().get(language)).fill(name -> null, value -> value),
                    spec.buttons().stream()
                            .map(button -> button.labels().getOrDefault(language, ""))
                            .toList());
        }
    }

    /** @param form with at least one step; need not be one that could be asked */
    static QuestionPreview of(OrganisationTexts speech, QuestionForm form, Action action) {
        QuestionMessages messages = new QuestionMessages(speech, action.id(), form, null);
        List<Message> asked = new ArrayList<>();
        for (int place = 0; place < form.steps().size(); place++) {
            asked.add(Message.of(messages.ask(place, place == 0)));
        }
        return new QuestionPreview(messages.language(), asked, end(speech, action));
    }

    /** The thanks as {@link QuestionDialogue} puts them together. */
    private static Message end(OrganisationTexts speech, Action action) {
        Map<String, String> title = Map.of("title", action.title());
        Stream<String> said = Stream.of(
                speech.text("action.thanks", Map.of("title", action.title(), "count", 1)),
                speech.text("question.total", Map.of("count", SAMPLE)));
        Stream<String> passedOn =
                action.contentId() == null ? Stream.empty() : Stream.of(speech.text("question.share", title));
        return new Message(
                Stream.concat(said, passedOn).collect(Collectors.joining("\n\n")),
                List.of(speech.text("question.correct")));
    }
}
