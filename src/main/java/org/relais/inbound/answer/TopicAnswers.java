package org.relais.inbound.answer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.ActionWish;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.NamedAnswers.Masked;
import org.relais.conversation.NamedAnswers.Named;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.Topic;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyKind;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Explanation;
import org.relais.conversation.words.HoldAnswer;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.QuestionParts;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.TypedLabel;
import org.relais.conversation.words.WordPhrase;

/**
 * What a text says to the open things that it names by their titles. What is named and not surely answered is asked about by its
 * name. A pure function of the text, the things and the day; safe for any number of threads.
 */
final class TopicAnswers {
    private static final String EVENT = "event";
    /** Words; whoever says more beside a name says more than whom they bring. */
    private static final int MOST_BESIDE = 9;
    /** So long ago what was said may be corrected by a few words. */
    private static final Duration TALK = Duration.ofHours(12);

    /** So long ago what was said is gone on with: "and the museum". */
    private static final Duration JUST = Duration.ofMinutes(30);

    /** "I can't do anything this week" says nothing of the next. */
    private static final Phrases THIS_WEEK = ReplyFiles.phrases("no.all.week");

    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases REFUSING = ReplyFiles.phrases(List.of("negation", "opinion.less"));
    /** In front of a name. */
    private static final Phrases AROUND =
            ReplyFiles.phrases(List.of("opening", "politeness", "thing.front", "which.fill", "day.front"));

    /** To something that is named. */
    private static final Named NOTHING_SAID = new Named(0, null, false);

    private final InstantSource clock;
    private final NamedAnswers names = new NamedAnswers();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    TopicAnswers(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * What is over is named only where no open thing is.
     *
     * @param led whether something is asked just now, as a survey: what names nothing is an answer to that
     */
    Optional<Understood> understand(String written, List<OpenThing> named, boolean led) {
        if (QuietWish.besidesTimes(written).findAny().isPresent()
                || Pleasantry.of(written).filter(Pleasantry.WISH::equals).isPresent()) {
            return Optional.of(Understood.NOTHING);
        }
        List<OpenThing> all = led ? named.stream().map(OpenThing::onNoDay).toList() : named;
        List<OpenThing> open = those(all, OpenThing::isCurrent);
        String text = NamedAnswers.withoutTopicMark(onItsDay(written, open), things(open));
        List<OpenThing> waiting = those(open, OpenThing::awaits);
        Masked masked = names.masked(text, things(open));
        boolean isNamed = !masked.titles().isEmpty();
        if (HoldAnswer.keepsRest(written) && (!isNamed || isOnlyRefused(text, open))) {
            return isNamed ? toEach(ReplyMeaning.NO, named(masked, open)) : Optional.of(Understood.NOTHING);
        }
        Optional<Understood> parted = led || open.size() < 2 ? Optional.empty() : PartedAnswers.of(text, open, this);
        if (parted.isPresent()) {
            return parted;
        }
        boolean pausesCalls = isNamed
                && CallWish.isForNow(text)
                && masked.titles().stream().allMatch(at -> open.get(at).is(Topic.Sort.CALL));
        if (pausesCalls || !led && isOfAnAction(text, open)) {
            return Optional.of(Understood.NOTHING);
        }
        boolean asks = WordPhrase.asks(text);
        return explained(text, masked, open)
                .or(() -> passedOn(text, masked, open))
                .or(() -> allGivenUp(text, open))
                .or(() -> led ? Optional.empty() : toSeveral(text, open, waiting, isNamed))
                .or(() -> allBut(text, open))
                .or(() -> excepted(masked, open))
                .or(() -> shown(text, masked, open))
                .or(() -> led || isNamed ? Optional.empty() : shownLast(text, open))
                .or(() -> fewer(masked, open))
                .or(() -> asks
                        ? Optional.empty()
                        : corrected(text, masked, open)
                                .or(() -> alike(masked, open))
                                .or(() -> toEventsAnd(masked, open)))
                .or(() -> named(text, all))
                .or(() -> asks || isOfAnotherThanNamed(text, masked, open) ? Optional.empty() : comesTo(masked, open))
                .or(() -> led ? Optional.empty() : likely(text, open))
                .or(() -> merelyNamed(text, waiting));
    }

    private Optional<Understood> toSeveral(String text, List<OpenThing> open, List<OpenThing> waiting, boolean named) {
        List<OpenThing> few = waiting.isEmpty()
                ? those(open, each -> each.topic().undecided())
                : waiting.size() == 1 && open.size() == 2 ? open : waiting;
        return new LabelAnswers(this)
                .changedTo(text, open)
                .or(() -> isOfFew(text, waiting) ? toAll(text, few, named) : Optional.empty())
                .or(() -> toEvents(text, waiting, named))
                .or(() -> toOthers(text, waiting));
    }

    private static List<OpenThing> those(List<OpenThing> open, Predicate<OpenThing> which) {
        return open.stream().filter(which).toList();
    }

    /** "Tonight I can't", of an event that is on today, by the name of the day. */
    private String onItsDay(String text, List<OpenThing> open) {
        return DayWords.named(
                text,
                today(),
                open.stream()
                        .filter(OpenThing::isEvent)
                        .flatMap(each -> each.topic().days().stream())
                        .collect(Collectors.toSet()));
    }

    /** "No more litter picks, all else is fine": it refuses, and agrees to nothing that it names. */
    private boolean isOnlyRefused(String text, List<OpenThing> open) {
        return REFUSING.isIn(WordPhrase.words(text))
                && names.read(text, things(open)).stream()
                        .allMatch(named -> named.meaning() == null || named.meaning() == ReplyMeaning.NO);
    }

    /** Whether they begin something in words, or have done it: the actions know which of them is meant. */
    private static boolean isOfAnAction(String text, List<OpenThing> open) {
        if (!ActionWish.mayBe(text) || CallWish.isOver(text)) {
            return false;
        }
        List<String> shares = titles(open, Topic.Sort.SHARE);
        return ActionWish.BEGUN.stream().anyMatch(sort -> ActionWish.begins(text, sort, titles(open, sort)))
                || WordPhrase.words(text).size() > 1 && shares.size() == 1 && ActionWish.isDone(text, shares);
    }

    private static List<String> titles(List<OpenThing> open, Topic.Sort sort) {
        return open.stream()
                .filter(each -> each.is(sort))
                .map(each -> each.topic().title())
                .toList();
    }

    /** "Neither" and "none" name nothing: of more than two things they may be said of the last one's choices; an event has none. */
    private boolean isOfFew(String text, List<OpenThing> waiting) {
        return waiting.size() <= 2
                || waiting.stream().allMatch(OpenThing::isEvent)
                || !AnswerToAll.isNone(text)
                || isCounted(text, waiting);
    }

    /** "All cancelled, I am ill", and "neither" where nothing waits: whatever they have a part or a place in. */
    private Optional<Understood> allGivenUp(String text, List<OpenThing> open) {
        List<OpenThing> mine = those(open, OpenThing::isTaken);
        if (AnswerToAll.isNothing(text) && names.only(text, things(open)).isEmpty() && !isAgreed(text, open)) {
            return pressed(buttons(
                            those(open, each -> each.isTaken() || each.awaits() && each.isEvent()).stream()
                                    .filter(each -> !THIS_WEEK.isIn(WordPhrase.words(text)) || isThisWeek(each)),
                            ReplyMeaning.NO)
                    .toList());
        }
        boolean left =
                interpreter.givesUp(text) || mine.size() > 1 && open.stream().noneMatch(OpenThing::awaits);
        return left && AnswerToAll.toAll(text, mine.size()).equals(Optional.of(ReplyMeaning.NO))
                ? toEach(ReplyMeaning.NO, mine)
                : Optional.empty();
    }

    private boolean isThisWeek(OpenThing open) {
        LocalDate today = today();
        return open.topic().days().stream().anyMatch(day -> day.isBefore(today.plusWeeks(1)));
    }

    /** "I can't come to anything but the carols": something is named, and not refused. */
    private boolean isAgreed(String text, List<OpenThing> open) {
        return names.read(text, things(open)).stream()
                        .anyMatch(named -> named.meaning() != null && named.meaning() != ReplyMeaning.NO)
                || names.exception(text, things(open)).isPresent();
    }

    /** "Both work for me", to everything that waits for an answer, also where one of two was answered. */
    private Optional<Understood> toAll(String text, List<OpenThing> open, boolean named) {
        return open.size() < 2
                ? Optional.empty()
                : (named ? AnswerToAll.plainly(text, open.size()) : AnswerToAll.toAll(text, open.size()))
                        .flatMap(meaning -> toEach(meaning, meaning == ReplyMeaning.YES ? joined(text, open) : open))
                        .map(understood -> understood.saying(company(text, open)));
    }

    /** "I'll come to everything": to the events, where there are several, and nothing counts the other things with them. */
    private static List<OpenThing> joined(String text, List<OpenThing> open) {
        List<OpenThing> events = those(open, OpenThing::isEvent);
        return events.size() < 2 || isCounted(text, open) ? open : events;
    }

    private static boolean isCounted(String text, List<OpenThing> open) {
        return WordPhrase.words(text).stream().anyMatch(word -> Companions.number(word) == open.size());
    }

    /** What is said of each of them alone. */
    private Map<ButtonPayload, String> company(String text, List<OpenThing> open) {
        Map<ButtonPayload, String> words = new HashMap<>();
        names.counted(text, things(open)).forEach((title, said) -> button(open.get(title), ReplyMeaning.YES)
                .ifPresent(button -> words.put(button, said)));
        return words;
    }

    /** "Yes to everything except the ball". */
    private Optional<Understood> allBut(String text, List<OpenThing> open) {
        return names.exception(text, things(open)).flatMap(but -> {
            Stream<OpenThing> left = but.titles().stream().map(open::get);
            Stream<OpenThing> others = open.stream()
                    .filter(each ->
                            isAmong(each, but.meaning()) && !but.titles().contains(open.indexOf(each)));
            return pressed(Stream.concat(buttons(left, opposite(but.meaning())), buttons(others, but.meaning()))
                    .toList());
        });
    }

    /** What waits is answered by "everything but"; by "cancel everything but" also what they have a part in. */
    private static boolean isAmong(OpenThing open, ReplyMeaning meaning) {
        return open.awaits() || meaning == ReplyMeaning.NO && open.isTaken();
    }

    private static ReplyMeaning opposite(ReplyMeaning meaning) {
        return meaning == ReplyMeaning.YES ? ReplyMeaning.NO : ReplyMeaning.YES;
    }

    /** Wherever they are, no day before yesterday's is named for what is to come. */
    List<Thing> things(List<OpenThing> open) {
        LocalDate yesterday = today().minusDays(1);
        return open.stream().map(each -> Thing.of(each.topic()).from(yesterday)).toList();
    }

    private Optional<Understood> toEach(ReplyMeaning meaning, List<OpenThing> open) {
        return Optional.of(buttons(open.stream(), meaning).toList())
                .filter(buttons -> buttons.size() == open.size())
                .flatMap(TopicAnswers::pressed);
    }

    private Stream<ButtonPayload> buttons(Stream<OpenThing> open, ReplyMeaning meaning) {
        return open.flatMap(each -> button(each, meaning).stream());
    }

    private static Optional<Understood> pressed(List<ButtonPayload> buttons) {
        return buttons.isEmpty() ? Optional.empty() : Optional.of(Understood.pressed(buttons));
    }

    /** "I'd love to come to both", of two events beside other things that wait; "to all three" of so many. */
    private Optional<Understood> toEvents(String text, List<OpenThing> waiting, boolean named) {
        List<OpenThing> events = those(waiting, OpenThing::isEvent);
        boolean counted = events.size() == 2 || events.size() > 2 && isCounted(text, events);
        return counted
                        && waiting.size() > events.size()
                        && (!AnswerToAll.isNone(text) || waiting.get(0).isEvent())
                ? toAll(text, events, named)
                : Optional.empty();
    }

    /** "The others, no": to the only one that waits, or to all. */
    private Optional<Understood> toOthers(String text, List<OpenThing> waiting) {
        return Others.of(text)
                .filter(others -> waiting.size() == 1 || others.all())
                .flatMap(others -> toEach(others.meaning(), waiting));
    }

    /** "Except the ball", behind what was said to all before. */
    private Optional<Understood> excepted(Masked masked, List<OpenThing> open) {
        return Destination.isExcepted(masked.words()) ? toEach(ReplyMeaning.NO, named(masked, open)) : Optional.empty();
    }

    /** "When is the dinner, and who comes?": that is told, and of no other event, whatever they have answered to it. */
    private Optional<Understood> shown(String text, Masked masked, List<OpenThing> open) {
        List<OpenThing> named =
                those(events(masked, open), each -> !isOfAnother(text, each, open) && !isOnAnotherDay(text, each));
        return named.isEmpty() || EventInquiry.isOff(text)
                ? Optional.empty()
                : EventInquiry.of(masked.beside())
                        .filter(asked -> asked != EventInquiry.STANDING || !isSaid(text, masked, open))
                        .map(asked -> Understood.pressed(
                                named.stream().map(each -> asking(asked, each)).toList()));
    }

    /** "Adventssingen bin ich dabei", with no question mark, has the words of "bin ich dabei?", and says it of what it names first. */
    private boolean isSaid(String text, Masked masked, List<OpenThing> open) {
        return !WordPhrase.asks(text) && isLedTo(masked.words()) && names.isSurelyAnswered(text, things(open));
    }

    /** Whether nothing stands in front of the first name but a greeting, and what leads to it. */
    private static boolean isLedTo(List<String> words) {
        List<String> front = words.subList(0, words.indexOf(Masked.NAME));
        return AROUND.without(front).isEmpty()
                && EventInquiry.among(String.join(" ", front)).isEmpty();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private boolean isOnAnotherDay(String text, OpenThing event) {
        return NamedAnswers.asksOfAnotherDay(
                text, event.topic().title(), event.topic().days(), today());
    }

    /** Any event may be called a party, but where a message that is none asks about one. */
    private static boolean isOfAnother(String text, OpenThing event, List<OpenThing> open) {
        return !EventInquiry.mayBeOf(text, event.topic().title())
                && open.stream()
                        .anyMatch(each -> each.isAsked()
                                && EventInquiry.mayBeOf(
                                        text,
                                        each.topic().title()
                                                + ' '
                                                + each.topic().text()));
    }

    /**
     * "What time does it finish?", where nothing is named: of the event that was spoken of last. Where several were only sent since
     * then, it is asked which. Of what an organiser asked after that we know nothing, nor of what
     * is on a day on which none of these is.
     */
    private Optional<Understood> shownLast(String text, List<OpenThing> open) {
        List<EventInquiry> asked = EventInquiry.among(text).stream()
                .filter(each -> each == EventInquiry.WHEN_AND_WHERE || each == EventInquiry.COMING)
                .toList();
        List<OpenThing> events = open.stream()
                .filter(each -> each.isEvent()
                        && EventInquiry.mayBeOf(text, each.topic().title()))
                .sorted(Comparator.comparing(OpenThing::isLeft)
                        .thenComparing(Comparator.comparing(OpenThing::spokenOf).reversed()))
                .toList();
        boolean more =
                EventInquiry.of(text).isEmpty() && QuestionParts.told(text).isPresent();
        if (asked.isEmpty() || events.isEmpty() || more) {
            return Optional.empty();
        }
        List<OpenThing> meant = those(events, each -> !isOnAnotherDay(text, each));
        if (meant.isEmpty()
                || open.stream()
                        .max(Comparator.comparing(OpenThing::spokenOf))
                        .filter(OpenThing::isAsked)
                        .isPresent()) {
            return Optional.of(Understood.NOTHING);
        }
        OpenThing last = meant.get(0);
        return Optional.of(
                isPlainlyLast(last, meant)
                        ? Understood.pressed(
                                asked.stream().map(each -> asking(each, last)).toList())
                        : Understood.which(meant.stream()
                                .limit(ReplyChoices.MOST_THINGS)
                                .map(each -> new ReplyChoices.Choice(
                                        ReplyChoices.label(each.topic().title()), asking(asked.get(0), each)))
                                .toList()));
    }

    /** They have just asked about it or answered it, or it alone is theirs, or the only one: what came unasked is beside others. */
    private boolean isPlainlyLast(OpenThing last, List<OpenThing> events) {
        boolean lately = last.spokenOf().isAfter(clock.instant().minus(TALK));
        return events.size() == 1
                || last.newest().spoken()
                || lately && !last.spokenOf().equals(last.newest().sentAt())
                || last.isTaken() && those(events, OpenThing::isTaken).size() == 1;
    }

    /** "My daughter won't come to the dinner": of who writes nothing is denied. */
    private Optional<Understood> fewer(Masked masked, List<OpenThing> open) {
        List<OpenThing> named = events(masked, open);
        if (named.size() != 1 || !Companions.isFewer(masked.apart())) {
            return Optional.empty();
        }
        Optional<ButtonPayload> comes =
                named.get(0).isTaken() ? button(named.get(0), ReplyMeaning.YES) : Optional.empty();
        return Optional.of(comes.map(button -> Understood.pressed(button).saying(Map.of(button, masked.apart())))
                .orElseGet(() -> unclear(named.get(0), NOTHING_SAID)));
    }

    /** "And the museum", "on Sunday too": what they have just said to another thing; where that was neither yes nor no it is asked. */
    private Optional<Understood> alike(Masked masked, List<OpenThing> open) {
        List<OpenThing> named = named(masked, open);
        return named.isEmpty() || !Destination.isJoined(masked.words())
                ? Optional.empty()
                : justSaid(open, named)
                        .map(last -> Optional.ofNullable(last.topic().said())
                                .flatMap(meaning -> toEach(meaning, named))
                                .orElseGet(() -> unclear(named.get(0), NOTHING_SAID)));
    }

    /**
     * "No, the picnic", behind a yes that was noted for another, "I meant the picnic": what was said to that is said to this, and
     * that is asked about again.
     */
    private Optional<Understood> corrected(String text, Masked masked, List<OpenThing> open) {
        List<OpenThing> named = named(masked, open);
        boolean meant = Destination.isMeant(masked.words());
        List<String> clauses = Clauses.firstAndRest(text);
        boolean instead = clauses.size() == 2
                && ContinueWish.isMereNo(clauses.get(0))
                && Destination.isMerely(
                        names.masked(clauses.get(1), things(open)).words());
        return named.isEmpty() || !meant && !instead
                ? Optional.empty()
                : justSaid(open, named)
                        .flatMap(last -> Optional.ofNullable(last.topic().said())
                                .filter(said -> meant || said == ReplyMeaning.YES)
                                .flatMap(said -> toEach(said, named))
                                .map(said ->
                                        said.asking(last.newest(), last.topic().title())))
                        .or(() -> isCalledOut(text) && named.size() == 1
                                ? Optional.of(unclear(named.get(0), NOTHING_SAID))
                                : Optional.empty());
    }

    /** "But no, the petition!" puts right what was asked, and refuses nothing. */
    private static boolean isCalledOut(String text) {
        return text.strip().endsWith("!") && !ContinueWish.isMereNo(text);
    }

    /**
     * "No, I meant the jumble sale, the meal is a yes": what is said beside is done; what was meant is asked about, unless something is
     * said to it. Where nothing is, it is {@link #corrected}.
     */
    private Optional<Understood> explained(String text, Masked masked, List<OpenThing> open) {
        Optional<Explanation> explanation = Explanation.of(text);
        if (explanation.isEmpty()) {
            return Optional.empty();
        }
        String clause = explanation.get().clause();
        String rest = explanation.get().rest();
        List<Integer> titles = names.masked(clause, things(open)).titles();
        Optional<Understood> beside =
                rest.isEmpty() || !titles.isEmpty() && isLeftOut(rest, open) ? Optional.empty() : meant(rest, open);
        Optional<OpenThing> about = titles.stream()
                .findFirst()
                .map(open::get)
                .filter(meant -> beside.isEmpty()
                        || !names.masked(rest, things(open)).titles().contains(open.indexOf(meant)));
        if (about.isEmpty() || isAlike(masked, about.get(), open)) {
            return beside;
        }
        Optional<ButtonPayload> said =
                saidTo(about.get(), clause, rest, open).flatMap(meaning -> button(about.get(), meaning));
        return beside.map(understood -> understood.asking(
                        about.get().newest(), about.get().topic().title()))
                .or(() -> said.map(Understood::pressed))
                .or(() -> Optional.of(unclear(about.get(), NOTHING_SAID)));
    }

    /** "I meant the meeting, not the calls": what is named with a mere "not" was not spoken of, and is not refused. */
    private boolean isLeftOut(String rest, List<OpenThing> open) {
        Masked masked = names.masked(rest, things(open));
        List<String> beside = WordPhrase.words(masked.apart());
        return !masked.titles().isEmpty()
                && NEGATION.isIn(beside)
                && AROUND.without(NEGATION.without(beside)).isEmpty();
    }

    /** Whether nothing but what was meant is said, right behind an answer to another thing, which is said to it then. */
    private boolean isAlike(Masked masked, OpenThing about, List<OpenThing> open) {
        return Destination.isMeant(masked.words())
                && justSaid(open, List.of(about))
                        .filter(last -> last.topic().said() != null)
                        .isPresent();
    }

    private Optional<ReplyMeaning> saidTo(OpenThing about, String clause, String rest, List<OpenThing> open) {
        boolean shares = about.is(Topic.Sort.SHARE) && ActionWish.mayBe(rest) && !NEGATION.isIn(WordPhrase.words(rest));
        return names.read(clause, things(open)).stream()
                .filter(named -> open.get(named.title()).equals(about) && named.sure())
                .flatMap(named -> Optional.ofNullable(named.meaning()).stream())
                .findFirst()
                .or(() -> interpreter.meaning(rest))
                .or(() -> shares ? Optional.of(ReplyMeaning.YES) : Optional.empty());
    }

    /** What they have just answered, of what is not named. */
    private Optional<OpenThing> justSaid(List<OpenThing> open, List<OpenThing> named) {
        Instant since = clock.instant().minus(JUST);
        return open.stream()
                .filter(each -> !named.contains(each))
                .max(Comparator.comparing(OpenThing::answeredAt))
                .filter(last -> last.answeredAt().isAfter(since));
    }

    private static List<OpenThing> named(Masked masked, List<OpenThing> open) {
        return masked.titles().stream().map(open::get).toList();
    }

    /** The events that are named, where nothing else is. */
    private static List<OpenThing> events(Masked masked, List<OpenThing> open) {
        List<OpenThing> named = named(masked, open);
        return named.stream().allMatch(OpenThing::isEvent) ? named : List.of();
    }

    /** "To the dinner and the market", "dinner, all three of us": they come, as far as it waits for an answer or is taken. */
    private Optional<Understood> comesTo(Masked masked, List<OpenThing> open) {
        List<OpenThing> named = named(masked, open);
        if (named.isEmpty()
                || OpenQuestion.isBegun(masked.apart())
                || !named.stream().allMatch(each -> each.isEvent() && each.mayBeComeTo())) {
            return Optional.empty();
        }
        boolean company = named.size() == 1 && isInCompany(masked);
        boolean brings = Destination.brings(masked.words()) && !NEGATION.isIn(masked.words());
        return company || brings || Destination.isIn(masked.words())
                ? toEach(ReplyMeaning.YES, named).map(understood -> company ? together(understood, masked) : understood)
                : Optional.empty();
    }

    /** "The party too" names none that is called a walk. */
    private boolean isOfAnotherThanNamed(String text, Masked masked, List<OpenThing> open) {
        return masked.titles().size() == 1
                && names.isOfAnother(
                        text, Thing.of(open.get(masked.titles().get(0)).topic()));
    }

    /** "To both events, and I'll help with the toys". */
    private Optional<Understood> toEventsAnd(Masked masked, List<OpenThing> open) {
        List<OpenThing> named = named(masked, open);
        List<OpenThing> events = those(open, each -> each.awaits() && each.isEvent() && !named.contains(each));
        return events.size() == 2
                        && !named.isEmpty()
                        && named.stream().allMatch(OpenThing::mayBeComeTo)
                        && Destination.isBesideBoth(masked.words())
                ? toEach(
                        ReplyMeaning.YES,
                        Stream.concat(events.stream(), named.stream()).toList())
                : Optional.empty();
    }

    private static boolean isInCompany(Masked masked) {
        String beside = masked.apart();
        return masked.words().size() <= MOST_BESIDE
                && !NEGATION.isIn(masked.words())
                && (Companions.isIn(beside)
                        || Destination.together(masked.words()).isPresent());
    }

    /** Words that count people beside a name alone, as they are written elsewhere. */
    private static Understood together(Understood comes, Masked masked) {
        OptionalInt together = Destination.together(masked.words());
        ButtonPayload button = Objects.requireNonNull(comes.button(), "a button");
        return comes.saying(Map.of(button, together.isPresent() ? "+" + (together.getAsInt() - 1) : masked.apart()));
    }

    /** "Only Sunday", where nothing was asked about it just now: what they say to it is asked. */
    private Optional<Understood> merelyNamed(String text, List<OpenThing> waiting) {
        List<Thing> things = things(waiting);
        return names.only(text, things)
                .filter(at -> names.listed(text, things).equals(List.of(at)))
                .map(waiting::get)
                .map(open ->
                        labelled(text, open).map(Understood::pressed).orElseGet(() -> unclear(open, NOTHING_SAID)));
    }

    /** "Saturday" names what is on that day, and is a button of it. */
    private static Optional<ButtonPayload> labelled(String text, OpenThing open) {
        List<ButtonPayload> labelled = open.newest().options().stream()
                .filter(option -> option.labels().stream().anyMatch(label -> TypedLabel.is(text, label)))
                .map(OpenMessage.Option::payload)
                .toList();
        return labelled.size() == 1 ? Optional.of(labelled.get(0)) : Optional.empty();
    }

    /** Of what is over, nobody is asked what they answer. */
    private Optional<Understood> named(String text, List<OpenThing> all) {
        return meant(text, those(all, OpenThing::isCurrent)).or(() -> meant(text, those(all, open -> !open.isCurrent()))
                .filter(understood -> understood.button() != null));
    }

    /** What is surely said to one is done, though what is said to another is to be asked. */
    private Optional<Understood> meant(String text, List<OpenThing> open) {
        List<Thing> things = things(open);
        Map<Integer, String> counted = names.counted(text, things);
        List<Named> named = names.read(text, things).stream()
                .map(each -> each.meaning() == null && isTold(counted.get(each.title()))
                        ? new Named(each.title(), ReplyMeaning.YES, true)
                        : each)
                .map(each -> each.meaning() == null || each.sure() ? each : confirmed(text, things, each))
                .toList();
        if (named.stream().allMatch(each -> each.meaning() == null)) {
            return Optional.empty();
        }
        if (named.stream().allMatch(each -> isRemark(text, open.get(each.title()), each))) {
            return Optional.of(Understood.NOTHING);
        }
        Map<ButtonPayload, String> words = new HashMap<>();
        List<ButtonPayload> buttons = new ArrayList<>();
        List<Understood> unclear = new ArrayList<>();
        for (Named each : named) {
            OpenThing about = open.get(each.title());
            ReplyMeaning meaning = each.meaning();
            Optional<ButtonPayload> button =
                    meaning == null || !each.sure() ? Optional.empty() : button(about, meaning);
            if (button.isEmpty()) {
                unclear.add(unclear(about, each));
                continue;
            }
            buttons.add(button.get());
            Optional.ofNullable(counted.get(each.title())).ifPresent(own -> words.put(button.get(), own));
        }
        if (buttons.isEmpty()) {
            return Optional.of(unclear.get(0));
        }
        joined(text, things, buttons).ifPresent(beside -> words.putIfAbsent(buttons.get(0), beside));
        names.ofTheRest(text, things).ifPresent(meaning -> IntStream.range(0, open.size())
                .filter(at -> open.get(at).awaits() && named.stream().noneMatch(each -> each.title() == at))
                .forEach(at -> button(open.get(at), meaning).ifPresent(buttons::add)));
        if (names.isOnly(text, things)) {
            OpenThing only = open.get(named.get(0).title());
            buttons(open.stream().filter(each -> isJustTaken(each) && each != only), ReplyMeaning.NO)
                    .forEach(buttons::add);
        }
        Understood said = Understood.pressed(buttons).saying(words);
        return Optional.of(unclear.stream()
                .flatMap(other ->
                        Optional.ofNullable(other.unsure())
                                .map(message -> said.asking(message, other.title()))
                                .stream())
                .findFirst()
                .orElse(said));
    }

    /** "That's great, 100 signatures": a word of agreement somewhere begins nothing. */
    private boolean isRemark(String text, OpenThing about, Named named) {
        return (about.is(Topic.Sort.SHARE) || about.is(Topic.Sort.CALL))
                && named.meaning() == ReplyMeaning.YES
                && interpreter.meaning(text).isEmpty()
                && LikelyAnswer.isRemark(ReplyResemblance.standard(), text);
    }

    /** What phrases read of one thing with a doubt is sure where it resembles the same. */
    private Named confirmed(String text, List<Thing> things, Named named) {
        ReplyMeaning meaning = Objects.requireNonNull(named.meaning());
        boolean alone = names.masked(text, things).titles().stream().allMatch(title -> title == named.title())
                && meaning != ReplyMeaning.LATER
                && !interpreter.isConditional(text);
        boolean same =
                alone && LikelyAnswer.confirms(ReplyResemblance.standard(), text, ReplyKind.valueOf(meaning.name()));
        return same ? new Named(named.title(), meaning, true) : named;
    }

    /** "I'll tell our Denise about the library". */
    private Optional<Understood> passedOn(String text, Masked masked, List<OpenThing> open) {
        List<OpenThing> named = named(masked, open);
        return named.size() == 1 && isPassedOn(text, named.get(0)) ? toEach(ReplyMeaning.YES, named) : Optional.empty();
    }

    private boolean isPassedOn(String text, OpenThing open) {
        return open.is(Topic.Sort.SHARE)
                && !WordPhrase.asks(text)
                && interpreter.isToBeTold(text)
                && interpreter.meaning(text).equals(Optional.of(ReplyMeaning.YES));
    }

    /** "My son is coming to the museum too": whom they bring, where the name stands in the middle of it. */
    private Optional<String> joined(String text, List<Thing> things, List<ButtonPayload> buttons) {
        String beside = names.masked(text, things).apart();
        // "Vengo solo sabato" is "only on Saturday".
        boolean alone = Companions.isAlone(beside)
                && things.stream().noneMatch(thing -> NamedAnswers.isOfDay(text, thing.days()));
        return buttons.size() == 1 && !Companions.tells(text) && (alone || Companions.isIn(beside))
                ? Optional.of(beside)
                : Optional.empty();
    }

    /** Whether they said yes to it in this talk: "only the museum" takes that back, and nothing that is older. */
    private boolean isJustTaken(OpenThing open) {
        return open.isTaken() && open.answeredAt().isAfter(clock.instant().minus(TALK));
    }

    /** What no phrase reads, and resembles what people say to something that they name; they may go on with what they have begun. */
    private Optional<Understood> likely(String text, List<OpenThing> all) {
        List<OpenThing> open = those(all, each -> !each.isTaken() || each.isEvent());
        return names.likely(text, things(open)).map(said -> {
            OpenThing about = open.get(said.title());
            if (about.isEvent() && about.isTaken() && Companions.isIn(text)) {
                // "My friend wants to come to the party as well": whom they bring is noted there.
                return Understood.NOTHING;
            }
            return Optional.ofNullable(said.meaning())
                    .filter(meaning ->
                            said.sure() && !about.isComposed() && !about.topic().refused())
                    .flatMap(meaning -> button(about, meaning))
                    .map(Understood::pressed)
                    .orElseGet(() -> unclear(about, said));
        });
    }

    /** Whoever says whom they bring comes. */
    private static boolean isTold(@Nullable String company) {
        return company != null && !company.isEmpty();
    }

    /** A perhaps, where no button says so, is an answer for later. */
    private static Understood unclear(OpenThing about, Named named) {
        OpenMessage message = about.newest();
        return named.meaning() == ReplyMeaning.LATER || named.meaning() == ReplyMeaning.MAYBE && named.sure()
                ? Understood.postponed(message)
                : Understood.unsure(message, about.topic().title());
    }

    /** The no to the one thing that is named with a word that leaves out all others. */
    Optional<ButtonPayload> only(String text, List<OpenThing> open) {
        List<Thing> things = things(open);
        return names.isOnly(text, things) && !interpreter.isOfComing(text)
                ? names.only(text, things).flatMap(at -> button(open.get(at), ReplyMeaning.NO))
                : Optional.empty();
    }

    /** What plainly names one of these, asked or answered. */
    Optional<Understood> aside(String text, List<OpenThing> open) {
        List<Thing> things = things(open);
        if (EventInquiry.of(text).isPresent()) {
            return names.only(text, things)
                    .map(at -> Understood.pressed(asking(EventInquiry.WHEN_AND_WHERE, open.get(at))));
        }
        List<Optional<ButtonPayload>> buttons = names.plainly(text, things).stream()
                .map(each ->
                        Optional.ofNullable(each.meaning()).flatMap(meaning -> button(open.get(each.title()), meaning)))
                .toList();
        return buttons.isEmpty() || buttons.contains(Optional.<ButtonPayload>empty())
                ? Optional.empty()
                : Optional.of(Understood.pressed(
                        buttons.stream().flatMap(Optional::stream).toList()));
    }

    /** When it is, or whether they come, where nothing is named. */
    Optional<Understood> toNewest(String text, OpenThing newest) {
        if (EventInquiry.of(text).isPresent()) {
            return EventInquiry.mayBeOf(text, newest.topic().title()) && !isOnAnotherDay(text, newest)
                    ? Optional.of(Understood.pressed(asking(EventInquiry.WHEN_AND_WHERE, newest)))
                    : Optional.empty();
        }
        return interpreter
                .attends(text)
                .flatMap(meaning -> button(newest, meaning))
                .map(Understood::pressed);
    }

    /** What plainly answers an event by its title, or asks when it is, while somebody is called. */
    Optional<Understood> titled(String text, List<OpenThing> all) {
        List<OpenThing> open = those(all, OpenThing::isCurrent);
        Optional<Understood> shown = shown(text, names.masked(text, things(open)), open);
        if (shown.isPresent()) {
            return shown;
        }
        List<Named> named = names.plainly(
                text,
                open.stream().map(each -> new Thing(each.topic().title(), null)).toList());
        return named.size() == 1 && open.get(named.get(0).title()).isEvent()
                ? Optional.ofNullable(named.get(0).meaning())
                        .flatMap(meaning -> button(open.get(named.get(0).title()), meaning))
                        .map(Understood::pressed)
                : Optional.empty();
    }

    /** The button that asks this of an event; of anything else, what it is. */
    private static ButtonPayload asking(EventInquiry asked, OpenThing open) {
        ButtonPayload any = open.newest().options().get(0).payload();
        return open.isEvent()
                ? new ButtonPayload(EVENT, asked.verb(), any.arguments())
                : new ButtonPayload(any.part(), EventInquiry.WHEN_AND_WHERE.verb(), any.arguments());
    }

    /** The button of one of its messages that says this. */
    Optional<ButtonPayload> button(OpenThing about, ReplyMeaning meaning) {
        return about.messages().stream()
                .flatMap(message -> interpreter.saying(meaning, message).stream())
                .findFirst();
    }
}
