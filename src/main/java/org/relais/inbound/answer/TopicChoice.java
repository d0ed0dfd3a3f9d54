package org.relais.inbound.answer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.answer.LabelReading;
import org.relais.conversation.AnswerButton;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.inbound.answer.OpenTopics.About;

/** Choice of what is meant among all that the same words may answer. */
final class TopicChoice {
    /** Words. */
    private static final int SHORT_LABEL = 2;

    private static final Duration LATELY = Duration.ofDays(1);
    /** What was sent so long before is another moment, and not told beside it. */
    private static final Duration APART = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final NamedAnswers names = new NamedAnswers();

    TopicChoice(InstantSource clock) {
        this.clock = clock;
    }

    boolean isFor(Topic topic, String text) {
        boolean anotherDay = NamedAnswers.isOfAnotherDay(text, topic.days());
        // "No thanks to the market" refuses nothing that an organiser asks of something else.
        boolean named = topic.sort() == Topic.Sort.EVENT
                || topic.sort() == null && interpreter.meaning(text).equals(Optional.of(ReplyMeaning.NO));
        boolean another = named && names.isOfAnother(text, NamedAnswers.Thing.of(topic));
        boolean passesOn = topic.sort() == Topic.Sort.SHARE || isAsked(topic, text);
        return !anotherDay
                && !another
                && (passesOn || !interpreter.isToBeTold(text) || interpreter.isOfComing(text))
                && (topic.sort() == Topic.Sort.EVENT || !interpreter.isLate(text) || isAsked(topic, text))
                && (topic.taken() || !interpreter.isOnlyLate(text) && !interpreter.isKept(text))
                && (topic.sort() == Topic.Sort.EVENT || !Companions.isCount(text) || isAsked(topic, text))
                && (topic.sort() == Topic.Sort.EVENT
                        || EventInquiry.beside(text).isEmpty())
                && (topic.sort() == null || topic.sort() == Topic.Sort.EVENT || !comes(text))
                && (topic.taken() || !interpreter.correctsCompany(text));
    }

    /** The same of the button as well: a yes or no in a word presses none where another's own word is said. */
    boolean isFor(About about, String text) {
        OpenMessage message = about.answer().message();
        ButtonPayload button = about.answer().button();
        Topic topic = about.topic();
        boolean another = about.answer().label() == 0
                && AnswerButton.delivery(button).isPresent()
                && LabelReading.namesAnother(text, message.options(), button, topic.title() + ' ' + topic.text());
        return !another && isFor(topic, text);
    }

    /** "Avec plaisir, mais un peu en retard", "oui, deux places": to what an organiser asks, a yes of its own is one. */
    private boolean isAsked(Topic topic, String text) {
        return topic.sort() == null && interpreter.beginsWithYes(text);
    }

    /**
     * Who comes late, says how many come or asks when, speaks of an event; being late is no yes to one that they have not said
     * yes to.
     */
    boolean isOfEvents(String text) {
        return interpreter.isLate(text)
                || Companions.isCount(text)
                || interpreter.correctsCompany(text)
                || EventInquiry.beside(text).isPresent();
    }

    /**
     * "I'll come" is said of an event, and begins no survey, no calls and no sharing that wait; "yes, I'm in" has a yes of
     * its own, to whatever waits.
     */
    private boolean comes(String text) {
        return interpreter.isOfComing(text)
                && interpreter.attends(text).equals(Optional.of(ReplyMeaning.YES))
                && Clauses.of(text)
                        .noneMatch(clause -> !interpreter.isOfComing(clause)
                                && interpreter.meaning(clause).equals(Optional.of(ReplyMeaning.YES)));
    }

    /**
     * @param back whether it takes a yes back, or keeps it: it is about what they have a part in, if there is any
     * @param anew whether it changes an answer: it may be about what was answered as well as about what waits
     * @param text what it says of coming is said of events, and what it says of a day of what is on that day
     */
    Understood among(List<About> all, boolean back, boolean anew, String text) {
        List<About> current =
                all.stream().filter(about -> !about.topic().closed()).toList();
        List<About> fitting = fitting(current, text);
        if (fitting.isEmpty() && !current.isEmpty()) {
            return ofWhichEvent(current);
        }
        if (isOfCompanyInOneOf(current, text)) {
            return Understood.NOTHING;
        }
        return joined(fitting, text)
                .map(about -> Understood.pressed(about.answer().button()))
                .orElseGet(() -> answered(
                        justTold(meant(all, spokenOf(fitting, text), back, anew, text), back || anew), all, text));
    }

    /** "See you there!" is a yes to the one thing that waits, where they have said yes to none; and never turns a no into one. */
    Understood atParting(List<About> all) {
        List<About> current =
                all.stream().filter(about -> !about.topic().closed()).toList();
        List<About> joined = current.stream()
                .filter(about -> about.isEvent() && about.topic().taken())
                .toList();
        List<About> meant = joined.isEmpty()
                ? current.stream()
                        .filter(about -> about.awaits() && mayBeComeTo(about))
                        .toList()
                : joined;
        return meant.size() == 1
                ? Understood.pressed(meant.get(0).answer().button())
                : joined.isEmpty() && !meant.isEmpty() ? which(meant) : Understood.NOTHING;
    }

    /** What is said of events is said of those alone that it can be said of. */
    private List<About> fitting(List<About> current, String text) {
        return isOfEvents(text)
                ? current.stream().filter(about -> isFor(about.topic(), text)).toList()
                : current;
    }

    /** Whom they bring along is said of what they have just said yes to. */
    private static Optional<About> joined(List<About> fitting, String text) {
        return tellsCompany(text)
                ? justJoined(fitting.stream().filter(About::isEvent).toList())
                : Optional.empty();
    }

    private static boolean tellsCompany(String text) {
        return Companions.isIn(text) || Companions.isAlone(text);
    }

    /** Those that may be come to where it speaks of coming, and of them those that are on the day that it names. */
    private List<About> spokenOf(List<About> fitting, String text) {
        Predicate<About> comeTo =
                tellsCompany(text) ? About::isEvent : about -> interpreter.isOfComing(text) && mayBeComeTo(about);
        boolean passesOn = interpreter.isToBeTold(text) && !interpreter.isOfComing(text);
        List<About> events = narrowed(fitting, passesOn ? about -> about.topic().sort() == Topic.Sort.SHARE : comeTo);
        return narrowed(
                events, about -> NamedAnswers.isOfDay(text, about.topic().days()));
    }

    /** Those of some kind, or all where none is. */
    private static List<About> narrowed(List<About> all, Predicate<About> kind) {
        List<About> some = all.stream().filter(kind).toList();
        return some.isEmpty() ? all : some;
    }

    private List<About> meant(List<About> all, List<About> spokenOf, boolean back, boolean anew, String text) {
        // A dialogue that is under way may be answered as well.
        boolean asked = all.stream().anyMatch(about -> about.answer().message().spoken());
        List<About> open = asked ? spokenOf : reminded(all, spokenOf);
        List<About> waiting = open.stream().filter(About::awaits).toList();
        Optional<About> labelled = labelled(waiting, interpreter.isMereAnswer(text));
        if (labelled.isPresent()) {
            return List.of(labelled.get());
        }
        Optional<About> perhaps = asked || back || interpreter.meaning(text).equals(Optional.of(ReplyMeaning.MAYBE))
                ? Optional.empty()
                : justUndecided(open);
        if (perhaps.isPresent()) {
            return anew
                    ? List.of(perhaps.get())
                    : Stream.concat(perhaps.stream(), waiting.stream())
                            .distinct()
                            .toList();
        }
        boolean gone = waiting.isEmpty() && interpreter.isGone(text);
        List<About> earlier = back || gone
                ? open.stream()
                        .filter(about -> about.topic().taken() && (back || about.isEvent()))
                        .toList()
                : asked ? List.of() : left(open, waiting, text);
        if (!earlier.isEmpty()) {
            return earlier;
        }
        Optional<About> refused = anew ? justAnswered(open, false) : Optional.empty();
        if (refused.isPresent()) {
            return List.of(refused.get());
        }
        return anew || waiting.isEmpty() || interpreter.correctsCompany(text) ? open : waiting;
    }

    /** What was sent last is answered alone where it reminds of what they have said yes to. */
    private List<About> reminded(List<About> all, List<About> spokenOf) {
        return spokenOf.stream()
                .limit(1)
                .filter(newest -> isReminded(newest) && newest.equals(all.get(0)))
                .findFirst()
                .map(List::of)
                .orElse(spokenOf);
    }

    /** Of what waits, the one thing that was told last, by itself, in these hours, while nothing was said since. */
    List<About> justTold(List<About> meant, boolean earlier) {
        if (earlier || meant.size() < 2) {
            return meant;
        }
        List<OpenMessage> newest = meant.stream()
                .map(about -> about.answer().message())
                .sorted(Comparator.comparing(OpenMessage::sentAt).reversed())
                .limit(2)
                .toList();
        Instant last = newest.get(0).sentAt();
        boolean alone =
                meant.stream().noneMatch(about -> about.answer().message().spoken())
                        && last.isAfter(clock.instant().minus(LATELY))
                        && newest.get(1).sentAt().isBefore(last.minus(APART));
        return alone
                ? meant.stream()
                        .filter(about -> about.answer().message().equals(newest.get(0)))
                        .toList()
                : meant;
    }

    /** The one that is meant, as far as the text can be said of it; of several it is asked which. */
    private Understood answered(List<About> meant, List<About> all, String text) {
        if (meant.size() > 1) {
            return isSaidAlready(meant, text)
                    ? Understood.pressed(meant.get(0).answer().button())
                    : which(meant);
        }
        return meant.stream()
                .findFirst()
                .map(about -> isFor(about, text)
                        ? Understood.pressed(about.answer().button())
                        : Understood.unsure(
                                about.answer().message(), about.topic().title()))
                .or(() -> all.stream()
                        .findFirst()
                        .map(about -> Understood.pressed(about.answer().button())))
                .orElse(Understood.NOTHING);
    }

    /** "Great, see you later", of what they have said yes to anyway: whichever is meant, nothing changes. */
    private boolean isSaidAlready(List<About> meant, String text) {
        return !tellsCompany(text)
                && interpreter.guess(text).equals(Optional.of(ReplyMeaning.YES))
                && meant.stream()
                        .allMatch(
                                about -> about.topic().taken() && about.topic().said() == ReplyMeaning.YES);
    }

    /** "Ah non, je viens seule", of several events that they come to: which they bring somebody to is known to events. */
    private boolean isOfCompanyInOneOf(List<About> current, String text) {
        return Companions.isAlone(text)
                && interpreter.correctsCompany(text)
                && current.stream()
                                .filter(about ->
                                        about.isEvent() && about.topic().taken())
                                .count()
                        > 1;
    }

    /** "I can't come", behind a yes to one thing while another has long been offered: it may be of either. */
    private List<About> left(List<About> open, List<About> waiting, String text) {
        boolean refuses = interpreter.attends(text).equals(Optional.of(ReplyMeaning.NO));
        Optional<About> joined = refuses && !waiting.isEmpty()
                ? justJoined(open.stream().filter(About::isEvent).toList())
                : Optional.empty();
        return joined.map(about -> Stream.concat(Stream.of(about), waiting.stream())
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    /**
     * The one thing whose label of an organiser's the whole text is: of two words only the newest, for these are said in any case.
     *
     * @param mere whether it is a mere yes or no, which is said to anything
     */
    private static Optional<About> labelled(List<About> waiting, boolean mere) {
        List<About> own = waiting.stream()
                .filter(about -> about.answer().label() > (mere ? 1 : 0)
                        && AnswerButton.delivery(about.answer().button()).isPresent())
                .filter(about -> about.answer().label() > SHORT_LABEL || about.equals(waiting.get(0)))
                .toList();
        return own.size() == 1 ? Optional.of(own.get(0)) : Optional.empty();
    }

    /** An event, or what organisers ask that is on some day or says so on its buttons: "I'm coming to help". */
    private boolean mayBeComeTo(About about) {
        return about.isEvent()
                || about.topic().sort() == null
                        && (!about.topic().days().isEmpty()
                                || about.answer().message().options().stream()
                                        .flatMap(option -> option.labels().stream())
                                        .anyMatch(interpreter::isOfComing));
    }

    /** The event that they said yes to after the last of these was sent: whom they bring along is said of that. */
    private static Optional<About> justJoined(List<About> events) {
        return justAnswered(events, true);
    }

    /**
     * What they answered last, after the last of these was sent: another answer is to that.
     *
     * @param taken whether by a yes
     */
    private static Optional<About> justAnswered(List<About> all, boolean taken) {
        return justAnswered(all).filter(about -> about.topic().taken() == taken);
    }

    /** The same, where it was a perhaps: a yes or a no that follows may decide it. */
    private static Optional<About> justUndecided(List<About> all) {
        return justAnswered(all).filter(about -> about.topic().undecided());
    }

    private static Optional<About> justAnswered(List<About> all) {
        return all.stream()
                .filter(about -> about.topic().answeredAt() != null)
                .max(Comparator.comparing(
                        about -> Objects.requireNonNull(about.topic().answeredAt())))
                .filter(about -> all.stream().allMatch(other -> other.answer()
                        .message()
                        .sentAt()
                        .isBefore(Objects.requireNonNull(about.topic().answeredAt()))));
    }

    /** What was sent last is about what they have said yes to: a reminder, or a change. */
    private boolean isReminded(About newest) {
        return newest.topic().taken() && newest.isEvent() && newest.awaits();
    }

    /** What is said of coming where none of these has been said yes to: asked of the events among them. */
    private static Understood ofWhichEvent(List<About> all) {
        List<About> events = all.stream().filter(About::isEvent).toList();
        return events.size() == 1
                ? Understood.unsure(
                        events.get(0).answer().message(), events.get(0).topic().title())
                : events.isEmpty() ? Understood.NOTHING : which(events);
    }

    /** The newest of them: which is meant? */
    static Understood which(List<About> meant) {
        List<About> newest = meant.stream().limit(ReplyChoices.MOST_THINGS).toList();
        List<String> labels = ReplyChoices.labels(
                newest.stream().map(about -> about.topic().title()).toList());
        return Understood.which(IntStream.range(0, newest.size())
                .mapToObj(at -> new ReplyChoices.Choice(
                        labels.get(at), newest.get(at).answer().button()))
                .toList());
    }
}
