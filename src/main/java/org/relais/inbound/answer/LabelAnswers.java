package org.relais.inbound.answer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.answer.DayLabels;
import org.relais.answer.LabelReading;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.LabelChoice;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.Explanation;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.TypedLabel;
import org.relais.conversation.words.WordPhrase;

/** Which of an organiser's own buttons a text means: by its label, or by what it says to it. Safe for any number of threads. */
final class LabelAnswers {
    private final TopicAnswers answers;
    private final NamedAnswers names = new NamedAnswers();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    LabelAnswers(TopicAnswers answers) {
        this.answers = answers;
    }

    /**
     * What is said to the labels of an organiser's buttons, in one's own words: of what came last, or of the only thing that waits and
     * has them. Nothing else is named.
     */
    Optional<Understood> toLabels(String text, List<OpenThing> all) {
        List<OpenThing> open =
                all.stream().filter(each -> !each.topic().closed()).toList();
        List<OpenThing> composed = open.stream().filter(OpenThing::isComposed).toList();
        if (composed.isEmpty()
                || QuietWish.besidesTimes(text).findAny().isPresent()
                || Explanation.of(text).isPresent()
                || Explanation.insists(text)) {
            return Optional.empty();
        }
        OpenThing newest = open.get(0);
        List<OpenThing> waiting = composed.stream().filter(OpenThing::awaits).toList();
        OpenThing asked = composed.contains(newest) || waiting.size() != 1 ? composed.get(0) : waiting.get(0);
        boolean alone = names
                .masked(
                        LabelReading.withoutWhole(text, asked.newest().options()),
                        answers.things(open.stream().map(OpenThing::onNoDay).toList()))
                .titles()
                .stream()
                .map(open::get)
                .allMatch(asked::equals);
        boolean only = open.stream().filter(OpenThing::awaits).allMatch(asked::equals);
        return !alone
                        || isOfTaken(text, asked, open)
                        || !asked.equals(newest)
                                && (waiting.size() != 1
                                        || WordPhrase.words(text).size() < 2)
                ? Optional.empty()
                : said(text, asked, asked.equals(newest), only && !names.isOfAnother(text, Thing.of(asked.topic())))
                        .map(said -> withComing(said, text, asked, open));
    }

    /** "Yes, I'm coming. I'll bring a cake": the label, and the one event that waits, of which a clause of its own says it. */
    private Understood withComing(Understood said, String text, OpenThing asked, List<OpenThing> open) {
        ButtonPayload label = said.button();
        List<OpenThing> events =
                open.stream().filter(each -> each.isEvent() && each.awaits()).toList();
        return label == null || events.size() != 1
                ? said
                : Clauses.withQuestions(text)
                        .filter(clause -> !WordPhrase.asks(clause)
                                && interpreter.attends(clause).equals(Optional.of(ReplyMeaning.YES))
                                && said(clause, asked, true, false).isEmpty())
                        .findFirst()
                        .flatMap(clause -> answers.button(events.get(0), ReplyMeaning.YES)
                                .map(yes ->
                                        Understood.pressed(List.of(yes, label)).saying(Map.of(yes, clause))))
                        .orElse(said);
    }

    /**
     * "No no, two in all", "I'm not coming on Sunday": how many come, and what is on another day, is said of an event that they come
     * to, or may, and not of buttons that name neither; nor of buttons that name a day what is said of the one event on it.
     */
    private boolean isOfTaken(String text, OpenThing asked, List<OpenThing> open) {
        List<String> labels = asked.newest().options().stream()
                .flatMap(option -> option.labels().stream())
                .toList();
        boolean counts = interpreter.correctsCompany(text) || Companions.isCount(text);
        boolean counted = labels.stream()
                .flatMap(label -> WordPhrase.words(label).stream())
                .anyMatch(Companions::isNumber);
        boolean onDay = !NamedAnswers.isOfDay(text, asked.topic().days());
        List<OpenThing> others = open.stream()
                .filter(other -> other.isEvent() && !other.equals(asked))
                .toList();
        List<OpenThing> thatDay = others.stream()
                .filter(other ->
                        onDay && NamedAnswers.isOfDay(text, other.topic().days()))
                .toList();
        // "I'm NOT coming", behind an answer to this.
        boolean gone = asked.topic().answeredAt() != null
                && interpreter.isGone(text)
                && labels.stream().noneMatch(interpreter::isOfComing);
        return others.stream()
                        .anyMatch(other ->
                                (gone || counts && !counted) && other.topic().taken())
                || thatDay.stream().anyMatch(other -> isOnNoLabel(other, labels))
                || thatDay.size() == 1
                        && names.masked(text, answers.things(List.of(asked)))
                                .titles()
                                .isEmpty()
                        && !DayLabels.areMeant(text, labels);
    }

    private static boolean isOnNoLabel(OpenThing event, List<String> labels) {
        return labels.stream()
                .noneMatch(label -> NamedAnswers.isOfDay(label, event.topic().days()));
    }

    /** @param only whether nothing else waits, of which a number, or all of them, may be said */
    private static Optional<Understood> said(String text, OpenThing asked, boolean newest, boolean only) {
        OpenMessage message = asked.newest();
        List<OpenMessage.Option> options = message.options();
        String about = asked.topic().title() + ' ' + asked.topic().text();
        boolean again = asked.topic().answeredAt() != null;
        Optional<ButtonPayload> timed = LabelReading.timed(text, options);
        if (timed.isPresent()) {
            return timed.map(Understood::pressed);
        }
        List<LabelReading.Said> said = LabelReading.of(text, options, about, again)
                .filter(one -> only || one.named())
                .toList();
        return said.stream()
                .flatMap(one -> one.place().stream())
                .findFirst()
                .map(place -> Understood.pressed(options.get(place).payload()))
                .or(() -> said.isEmpty() || !newest
                        ? Optional.empty()
                        : Optional.of(Understood.unsure(message, asked.topic().title())));
    }

    /**
     * "Actually the afternoon": the one button of an organiser's with that label, whatever was answered before; of the newest also
     * where more is said behind it.
     */
    Optional<Understood> changedTo(String text, List<OpenThing> open) {
        Optional<OpenThing> named = names.only(text, answers.things(open)).map(open::get);
        List<ButtonPayload> buttons = open.stream()
                .filter(each -> each.topic().sort() == null && named.stream().allMatch(each::equals))
                .flatMap(each -> each.messages().stream()
                        .limit(1)
                        .flatMap(message -> message.options().stream())
                        .filter(option ->
                                AnswerButton.delivery(option.payload()).isPresent())
                        .filter(option -> option.labels().stream()
                                .anyMatch(label -> TypedLabel.is(text, label)
                                        ? named.isPresent()
                                        : isChangedTo(text, label, each.topic())
                                                || each.equals(open.get(0)) && LabelChoice.isSaidFirst(text, label)))
                        .map(OpenMessage.Option::payload))
                .toList();
        return buttons.size() == 1 ? Optional.of(Understood.pressed(buttons)) : Optional.empty();
    }

    private static boolean isChangedTo(String text, String label, Topic about) {
        return LabelChoice.isChangedTo(text, label, about.title() + ' ' + about.text());
    }
}
