package org.relais.action.question;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.question.QuestionForm.Step;
import org.relais.channel.FormContent;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyChoices.Choice;
import org.relais.conversation.words.SurveyInquiry;
import org.relais.template.MessageSpec;
import org.relais.template.SpecButton;

/**
 * What somebody reads of a form: the questions in the form's language that is theirs, everything else in their own.
 *
 * @param actionId named by the buttons
 * @param published the platform's id of the form in which all of it is asked; null where it is asked in the chat
 */
record QuestionMessages(OrganisationTexts speech, long actionId, QuestionForm form, @Nullable String published) {
    /** Reply buttons that a message can show before it has to become a list (Cloud API). */
    private static final int BUTTONS = 3;

    /**
     * A step with its answers. Back and skip have a button where they don't turn buttons into a list, nor a list into
     * numbers; elsewhere the text says the word. An earlier answer is not repeated: the message would outlive it.
     *
     * @param first whether nothing comes before it
     */
    MessageSpec ask(int place, boolean first) {
        Step step = form.steps().get(place);
        String language = language();
        ReplyChoices choices = choices(place, first);
        List<String> hints = new ArrayList<>();
        if (step.kind() != AnswerKind.CHOICE) {
            hints.add(how(step));
        }
        hints.addAll(untold(step, first, choices));
        String question = question(place);
        return choices.message(
                language,
                Stream.of(question, String.join("\n", hints))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining("\n\n")));
    }

    /** That what was written is no answer to a step, with how to answer and what was asked. */
    MessageSpec again(int place, boolean first) {
        return repeated(
                speech.text("question.again", Map.of("how", how(form.steps().get(place)))), place, first);
    }

    /** The same for whom that did not help: with every way out. */
    MessageSpec stuck(int place, boolean first) {
        Step step = form.steps().get(place);
        List<Choice> choices =
                new ArrayList<>(choices(place, first, ReplyChoices.MOST).choices());
        if (!step.options().isEmpty() && choices.size() < ReplyChoices.MOST) {
            choices.add(speech.choice("question.later", QuestionButtons.later(actionId)));
        }
        String said =
                speech.text("question.stuck", Map.of("how", how(step), "optional", step.required() ? "no" : "yes"));
        return new ReplyChoices(choices).message(language(), said + "\n\n" + question(place));
    }

    private String question(int place) {
        return form.steps().get(place).texts().getOrDefault(language(), "");
    }

    /** That a step can't be skipped. */
    MessageSpec needed(int place, boolean first) {
        return repeated(speech.text("question.needed"), place, first);
    }

    /** Who answered otherwise may not have the question in sight any more. */
    private MessageSpec repeated(String said, int place, boolean first) {
        return choices(place, first).message(language(), said + "\n\n" + question(place));
    }

    /** What is asked of the questions themselves, and the one that waits. */
    MessageSpec about(SurveyInquiry asked, String title, int place, boolean first) {
        return repeated(told(asked, title, "left", place), place, first);
    }

    /** The same for whoever has not begun. */
    MessageSpec about(SurveyInquiry asked, String title, ReplyChoices choices) {
        return choices.message(speech.language("question.asked.why"), told(asked, title, "all", 0));
    }

    private String told(SurveyInquiry asked, String title, String count, int place) {
        String key =
                switch (asked) {
                    case SECRET -> "secret";
                    case LEFT -> count;
                    case WHY -> "why";
                    case FREE -> "free";
                };
        return speech.text(
                "question.asked." + key,
                Map.of(
                        "title",
                        title,
                        "days",
                        form.keepDays(),
                        "count",
                        form.paths().longest(place),
                        "most",
                        form.straight() ? "no" : "yes"));
    }

    /** The options of a step as its buttons show them. */
    List<String> labels(Step step) {
        return step.options().stream()
                .map(option -> option.label(language(), form.language()))
                .toList();
    }

    /** The same with a form in which all of it is asked. */
    QuestionMessages in(@Nullable String form) {
        return new QuestionMessages(speech, actionId, this.form, form);
    }

    /** That all is asked in a form, with what opens it. */
    MessageSpec opening(String title, ButtonPayload button, String formId) {
        String language = speech.language("question.form");
        String text = speech.text(
                "question.form", Map.of("title", title, "count", form.steps().size()));
        return MessageSpec.of(
                language,
                text,
                List.of(new SpecButton.Form(Map.of(language, speech.text("question.yes")), button.encode(), formId)));
    }

    /** All of it on one screen. */
    FormContent content() {
        return new FormContent(
                speech.profile().name(),
                speech.text("question.form.send"),
                IntStream.range(0, form.steps().size()).mapToObj(this::field).toList());
    }

    private FormContent.Field field(int place) {
        Step step = form.steps().get(place);
        String language = language();
        return new FormContent.Field(
                QuestionFields.name(place),
                step.texts().getOrDefault(language, ""),
                speech.text("question.form.label"),
                how(step),
                switch (step.kind()) {
                    case CHOICE -> FormContent.Kind.CHOICE;
                    case NUMBER -> FormContent.Kind.NUMBER;
                    case PLACE -> FormContent.Kind.LINE;
                    case TEXT -> FormContent.Kind.TEXT;
                },
                IntStream.range(0, step.options().size())
                        .mapToObj(at -> new FormContent.Option(
                                Integer.toString(at), step.options().get(at).label(language, form.language())))
                        .toList(),
                step.required(),
                step.kind() == AnswerKind.PLACE
                        ? QuestionAnswerReader.LONGEST_PLACE
                        : QuestionAnswerReader.LONGEST_WORDS);
    }

    /** In which the person is asked, and in which they read us. */
    Set<String> languages() {
        return Stream.concat(Stream.of(language()), Stream.ofNullable(speech.wanted()))
                .collect(Collectors.toSet());
    }

    /** In which language of the form they are asked. */
    String language() {
        String wanted = speech.wanted();
        return form.spoken(wanted != null ? wanted : speech.profile().language());
    }

    private ReplyChoices choices(int place, boolean first) {
        return choices(place, first, form.steps().get(place).options().size() <= BUTTONS ? BUTTONS : ReplyChoices.MOST);
    }

    private ReplyChoices choices(int place, boolean first, int room) {
        Step step = form.steps().get(place);
        String language = language();
        List<Choice> choices = new ArrayList<>(IntStream.range(0, step.options().size())
                .mapToObj(at -> new Choice(
                        step.options().get(at).label(language, form.language()),
                        QuestionButtons.pick(actionId, place, at)))
                .toList());
        if (!step.required() && choices.size() < room) {
            choices.add(speech.choice("question.skip", QuestionButtons.skip(actionId, place)));
        }
        if (!first && choices.size() < room) {
            choices.add(speech.choice("question.back", QuestionButtons.back(actionId, place)));
        }
        if (step.options().isEmpty()) {
            choices.add(speech.choice("question.later", QuestionButtons.later(actionId)));
        }
        return new ReplyChoices(choices);
    }

    /** What can be said besides that no button says. */
    private List<String> untold(Step step, boolean first, ReplyChoices choices) {
        List<String> hints = new ArrayList<>();
        if (!step.required() && !has(choices, QuestionButtons.SKIP)) {
            hints.add(speech.text("question.skip.word"));
        }
        if (!first && !has(choices, QuestionButtons.BACK)) {
            hints.add(speech.text("question.back.word"));
        }
        return hints;
    }

    private static boolean has(ReplyChoices choices, String verb) {
        return choices.choices().stream()
                .anyMatch(choice -> choice.payload().verb().equals(verb));
    }

    private String how(Step step) {
        return switch (step.kind()) {
            case CHOICE -> speech.text("question.choose");
            case TEXT -> speech.text("question.write", Map.of("most", QuestionAnswerReader.LONGEST_WORDS));
            case PLACE -> speech.text("question.place");
            case NUMBER -> number(step.least(), step.most());
        };
    }

    private String number(@Nullable Long least, @Nullable Long most) {
        if (least != null && most != null) {
            return speech.text("question.number.between", Map.of("least", least, "most", most));
        }
        if (least != null) {
            return speech.text("question.number.least", Map.of("least", least));
        }
        return most != null
                ? speech.text("question.number.most", Map.of("most", most))
                : speech.text("question.number");
    }
}
