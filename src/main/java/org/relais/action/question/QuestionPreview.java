package org.relais.action.question;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.step.StepMessage;
import org.relais.conversation.OrganisationTexts;

/**
 * What somebody reads of questions in one language: each of them as it is asked in the chat, and what is said at the end.
 *
 * @param asked one for each step, in the order of the form
 */
public record QuestionPreview(String language, List<StepMessage> asked, StepMessage end) {
    public QuestionPreview {
        asked = List.copyOf(asked);
    }

    /** @param form with at least one step; need not be one that could be asked */
    static QuestionPreview of(OrganisationTexts speech, QuestionForm form, Action action) {
        QuestionMessages messages = new QuestionMessages(speech, action.id(), form, null);
        List<StepMessage> asked = new ArrayList<>();
        for (int place = 0; place < form.steps().size(); place++) {
            asked.add(StepMessage.of(messages.ask(place, place == 0)));
        }
        return new QuestionPreview(messages.language(), asked, end(speech, form.thanks(messages.language()), action));
    }

    /** The thanks as {@link QuestionDialogue} puts them together, without how many have answered. */
    private static StepMessage end(OrganisationTexts speech, Optional<String> own, Action action) {
        Map<String, String> title = Map.of("title", action.title());
        Stream<String> said = Stream.of(
                own.orElseGet(() -> speech.text("action.thanks", Map.of("title", action.title(), "count", 1))));
        Stream<String> passedOn =
                action.contentId() == null ? Stream.empty() : Stream.of(speech.text("question.share", title));
        return new StepMessage(
                Stream.concat(said, passedOn).collect(Collectors.joining("\n\n")),
                List.of(speech.text("question.correct")));
    }
}
