package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionButtons;
import org.relais.action.event.Attendance.Answered;
import org.relais.action.reply.ActionReplies;
import org.relais.consent.ReleaseListener;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Command;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.WaitingList;

/**
 * Answers to an event's own messages, and people who come by its public page. A tap counts only from somebody who was
 * asked: by the offer, by a message about their earlier answer, or by the link a moment ago.
 */
public final class EventReplies implements ReplyHandler {
    private static final String ASKED = EventMessages.PART + ".asked";

    private static final Duration OPEN = Duration.ofDays(7);
    /** To whoever has just joined. */
    private static final int MOST_OFFERED = 3;
    /** Parts of buttons that answer an event. */
    private static final Set<String> OFFERING = Set.of(EventMessages.PART, ActionButtons.PART);

    /** In front of the action, in the evidence. */
    private static final String REFERENCE = "event page ";

    private final EventDialogue dialogue;
    private final @Nullable EventCodes codes;
    private final ActionReplies actions;
    private final ReleaseListener releases;
    private final InstantSource clock;
    private final NamedAnswers names = new NamedAnswers();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final EventStore events = new EventStore();
    private final EventAnswerStore answers = new EventAnswerStore();
    private final ConversationStore conversations = new ConversationStore();
    private final OpenMessageStore sentMessages = new OpenMessageStore();

    /**
     * @param codes null when there are no public pages
     * @param actions answers the buttons of offers: whoever was offered the event answers there, so that what they take part
     *     in and where they stand agree
     * @param releases tells what was kept back while they were held
     */
    EventReplies(
            EventDialogue dialogue,
            @Nullable EventCodes codes,
            ActionReplies actions,
            ReleaseListener releases,
            InstantSource clock) {
        this.dialogue = dialogue;
        this.codes = codes;
        this.actions = actions;
        this.releases = releases;
        this.clock = clock;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        String argument = reply.argument();
        if (reply.kind() == Reply.Kind.JOIN && argument != null) {
            return Optional.ofNullable(codes)
                    .flatMap(known -> known.read(argument))
                    .map(actionId -> join(tx, reply, actionId))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        }
        ButtonPayload button = reply.button();
        if (button != null) {
            return button.part().equals(EventMessages.PART)
                    ? pressed(tx, reply, button)
                    : Future.succeededFuture(Optional.empty());
        }
        if (reply.command() == Command.ACTIONS) {
            return toCome(tx, reply);
        }
        String text = reply.text();
        if (text != null && reply.kind() == Reply.Kind.TEXT && WaitingList.isLeft(text)) {
            return leaveWaitingList(tx, reply);
        }
        return text != null && isFree(reply) ? words(tx, reply, text) : Future.succeededFuture(Optional.empty());
    }

    private Future<Optional<ReplyResult>> words(SqlClient tx, Reply reply, String text) {
        if (reply.conversationOf(EventDialogue.COUNTING).isPresent() && Companions.isTotal(text)) {
            return dialogue.counted(tx, reply, text);
        }
        List<EventInquiry> asked = EventInquiry.among(text);
        if (asked.isEmpty()) {
            return said(tx, reply, text)
                    .compose(said -> said.isPresent() ? Future.succeededFuture(said) : brought(tx, reply, text));
        }
        return about(tx, reply, asked)
                .compose(told -> told.isEmpty()
                        ? asked.contains(EventInquiry.REMINDER) || dialogue.asksOfDay(text)
                                ? Future.succeededFuture(Optional.empty())
                                : toCome(tx, reply)
                        : EventInquiry.beside(text).isEmpty()
                                ? Future.succeededFuture(told)
                                : brought(tx, reply, text).map(company -> company.map(told.get()::and)
                                        .or(() -> told)));
    }

    private Future<Optional<ReplyResult>> brought(SqlClient tx, Reply reply, String text) {
        // "Regrettably I dine with my sister" brings nobody.
        boolean refuses = interpreter.meaning(text).equals(Optional.of(ReplyMeaning.NO))
                && !Companions.isOfOneLess(text)
                && !interpreter.correctsCompany(text);
        return !Companions.tells(text) || refuses || asksOfChildren(text)
                ? Future.succeededFuture(Optional.empty())
                : company(tx, reply, text);
    }

    private Future<Optional<ReplyResult>> about(SqlClient tx, Reply reply, List<EventInquiry> asked) {
        Future<Optional<ReplyResult>> all = Future.succeededFuture(Optional.empty());
        for (EventInquiry each : asked) {
            all = all.compose(before -> about(tx, reply, each)
                    .map(told -> before.map(first -> told.map(first::and).orElse(first))
                            .or(() -> told)));
        }
        return all;
    }

    /** Whoever asks what they are in is told what they take part in besides events as well. */
    private Future<Optional<ReplyResult>> about(SqlClient tx, Reply reply, EventInquiry asked) {
        Future<Optional<ReplyResult>> events = dialogue.about(tx, reply, asked);
        return asked != EventInquiry.STANDING
                ? events
                : events.compose(told -> actions.underWay(tx, reply)
                        .map(others -> told.map(said -> others.map(said::and).orElse(said))
                                .or(() -> others)));
    }

    /** Of several waiting lists it is asked which. */
    private Future<Optional<ReplyResult>> leaveWaitingList(SqlClient tx, Reply reply) {
        return dialogue.waiting(tx, reply).compose(events -> {
            if (events.size() < 2) {
                return events.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : pressed(
                                tx,
                                reply.pressing(button(
                                        AttendanceAnswer.NO, events.get(0).actionId())));
            }
            ReplyChoices which = new ReplyChoices(events.stream()
                    .map(event -> new ReplyChoices.Choice(
                            ReplyChoices.label(event.details().title()), button(AttendanceAnswer.NO, event.actionId())))
                    .toList());
            return OrganisationTexts.of(tx, reply)
                    .map(texts -> Optional.of(ReplyResult.of(texts.ask("reply.which", Map.of(), which))));
        });
    }

    /** "Ich komme doch", long after the question: to the one event that it can be about; being late, or not giving up, to the one that expects them. */
    private Future<Optional<ReplyResult>> said(SqlClient tx, Reply reply, String text) {
        Optional<AttendanceAnswer> answer = interpreter.attends(text).flatMap(EventReplies::answer);
        return answer.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : (interpreter.isOnlyLate(text) || interpreter.isKept(text)
                                ? dialogue.expected(tx, reply.contactId())
                                : dialogue.meant(tx, reply, answer.get()))
                        .compose(event -> interpreter.isParting(text)
                                ? undeclined(tx, reply, event)
                                : Future.succeededFuture(event))
                        .compose(event -> event.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : said(tx, reply.pressing(button(answer.get(), event.get())), event.get(), text));
    }

    /** "See you there" behind a no is a good-bye. */
    private Future<Optional<Long>> undeclined(SqlClient tx, Reply reply, Optional<Long> event) {
        return event.isEmpty()
                ? Future.succeededFuture(event)
                : dialogue.stands(tx, event.get(), reply.contactId())
                        .map(standing -> event.filter(id -> !standing.equals(Optional.of(AttendanceState.NO))));
    }

    /** What is said of another thing is said of none that is known here; of another day than the event's it is asked about. */
    private Future<Optional<ReplyResult>> said(SqlClient tx, Reply pressing, long actionId, String text) {
        return events.find(tx, pressing.organisationId(), actionId).compose(event -> {
            if (event.filter(found -> isOfAnother(text, found.details())).isPresent()) {
                return Future.succeededFuture(Optional.empty());
            }
            return event.filter(found -> NamedAnswers.isOfAnotherDay(
                                    text, Set.of(found.details().day())))
                            .isPresent()
                    ? dialogue.told(tx, pressing, actionId, EventInquiry.WHEN_AND_WHERE)
                    : isOfToldAlone(tx, pressing, event, text)
                            .compose(elsewhere ->
                                    elsewhere ? Future.succeededFuture(Optional.empty()) : pressed(tx, pressing));
        });
    }

    /** "I'll be at the council" behind a broadcast that speaks of the council. */
    private Future<Boolean> isOfToldAlone(SqlClient tx, Reply reply, Optional<Event> event, String text) {
        return sentMessages.lastTold(tx, reply.contactId(), reply.addressId()).map(told -> told.filter(
                        OpenMessageStore.Told::unasked)
                .filter(last -> names.isOfToldAlone(
                        text,
                        last.texts(),
                        event.map(found -> found.details().title()).stream().toList()))
                .isPresent());
    }

    private boolean isOfAnother(String text, EventDetails details) {
        return names.isOfAnother(text, thing(details));
    }

    private static NamedAnswers.Thing thing(EventDetails details) {
        return new NamedAnswers.Thing(details.title(), Topic.Sort.EVENT);
    }

    /** "Are children welcome?" names nobody whom they bring: that is for the organisers. */
    private static boolean asksOfChildren(String text) {
        return OpenQuestion.of(text).filter(OpenQuestion.CHILDREN::equals).isPresent();
    }

    /**
     * "Can my husband come too?", of the event that expects them, or the only one that they know of; whoever brings fewer, of that
     * they bring anybody to.
     */
    private Future<Optional<ReplyResult>> company(SqlClient tx, Reply reply, String text) {
        boolean fewer = Companions.isAlone(text) || Companions.isOfOneLess(text);
        Future<Optional<Long>> accompanied =
                fewer ? dialogue.accompanied(tx, reply.contactId()) : Future.succeededFuture(Optional.empty());
        return accompanied
                .compose(
                        one -> one.isPresent() ? Future.succeededFuture(one) : dialogue.expected(tx, reply.contactId()))
                .compose(expected -> expected.isPresent()
                        ? Future.succeededFuture(expected)
                        : dialogue.meant(tx, reply, AttendanceAnswer.YES))
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : companyOn(tx, reply, event.get(), text));
    }

    /** "My husband has the flu, we can't come on Friday": of whom they bring on another day nothing is said. */
    private Future<Optional<ReplyResult>> companyOn(SqlClient tx, Reply reply, long actionId, String text) {
        return events.find(tx, reply.organisationId(), actionId)
                .compose(event -> event.filter(found -> NamedAnswers.isOfAnotherDay(
                                                text, Set.of(found.details().day()))
                                        || isOfAnother(text, found.details())
                                        || names.endsWithAnother(
                                                Companions.withoutReason(text), thing(found.details())))
                                .isPresent()
                        ? Future.succeededFuture(Optional.empty())
                        : dialogue.companions(tx, reply, actionId));
    }

    private Future<Optional<ReplyResult>> pressed(SqlClient tx, Reply reply) {
        return pressed(tx, reply, Objects.requireNonNull(reply.button()));
    }

    private static Optional<AttendanceAnswer> answer(ReplyMeaning meaning) {
        return switch (meaning) {
            case YES -> Optional.of(AttendanceAnswer.YES);
            case NO -> Optional.of(AttendanceAnswer.NO);
            case MAYBE -> Optional.of(AttendanceAnswer.MAYBE);
            case LATER -> Optional.empty();
        };
    }

    private static ButtonPayload button(AttendanceAnswer answer, long actionId) {
        return ButtonPayload.of(EventMessages.PART, answer.word(), actionId);
    }

    /** Who has just joined, and was offered nothing yet, is shown the next event that is for them, as if by its page. */
    private Future<Optional<ReplyResult>> toCome(SqlClient tx, Reply reply) {
        return reply.state() == ConsentState.SUBSCRIBED
                ? dialogue.next(tx, reply)
                        .compose(event -> event.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : asked(tx, reply, List.of(event.get()))
                                        .compose(put -> dialogue.standing(tx, reply, event.get()))
                                        .map(Optional::of))
                : Future.succeededFuture(Optional.empty());
    }

    /** Words, where no other dialogue is under way. */
    private static boolean isFree(Reply reply) {
        Conversation open = reply.conversation();
        return reply.kind() == Reply.Kind.TEXT && (open == null || !open.awaitsWords() && !open.readsWords());
    }

    /** The parts first and then the events, as whoever answers one alone does. */
    @Override
    public Future<Void> take(SqlClient tx, long contactId, List<ButtonPayload> buttons) {
        Long[] ids = buttons.stream()
                .filter(button -> OFFERING.contains(button.part()))
                .flatMap(button -> button.id(0).stream().boxed())
                .toArray(Long[]::new);
        return answers.lockParts(tx, ids, contactId).compose(locked -> events.lockAll(tx, ids));
    }

    /** That they come, said where a survey asks for words: of the one event that it can be about, and doesn't expect them. */
    @Override
    public Future<Optional<ReplyChoices.Choice>> besides(SqlClient tx, Reply reply) {
        Conversation open = reply.conversation();
        String text = reply.text();
        boolean asked = open != null && open.awaitsWords() && !open.belongsTo(DialogueExit.CALLS);
        return !asked || text == null || !interpreter.comes(text)
                ? Future.succeededFuture(Optional.empty())
                : dialogue.meant(tx, reply, AttendanceAnswer.YES)
                        .compose(meant -> meant.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : coming(tx, reply, meant.get(), text));
    }

    private Future<Optional<ReplyChoices.Choice>> coming(SqlClient tx, Reply reply, long actionId, String text) {
        return dialogue.stands(tx, actionId, reply.contactId())
                .compose(standing -> standing.filter(AttendanceState::expects).isPresent()
                        ? Future.succeededFuture(Optional.empty())
                        : events.find(tx, reply.organisationId(), actionId).map(event -> event.map(Event::details)
                                .filter(details -> !isOfAnother(text, details)
                                        && !NamedAnswers.isOfAnotherDay(text, Set.of(details.day())))
                                .map(details -> new ReplyChoices.Choice(
                                        ReplyChoices.label(details.title()), button(AttendanceAnswer.YES, actionId)))));
    }

    /** The action that the event is for whoever was offered it; for others, what they have answered. */
    @Override
    public Future<Optional<Topic>> topic(SqlClient tx, long organisationId, long contactId, ButtonPayload button) {
        if (!button.part().equals(EventMessages.PART) || button.id(0).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long actionId = button.id(0).getAsLong();
        return dialogue.offered(tx, actionId, contactId)
                .compose(offered -> offered
                        ? actions.topic(tx, organisationId, contactId, ActionButtons.show(actionId))
                        : events.find(tx, organisationId, actionId).compose(event -> dialogue.attendee(
                                        tx, actionId, contactId)
                                .map(attendee -> event.map(found -> new Topic(
                                        ActionButtons.topicKey(actionId),
                                        found.details().title(),
                                        !found.open(clock.instant()),
                                        attendee.map(Attendee::since).orElse(null),
                                        attendee.filter(one -> one.standing().expects())
                                                .isPresent(),
                                        attendee.flatMap(one -> said(one.standing()))
                                                .orElse(null),
                                        Topic.Sort.EVENT,
                                        Set.of(found.details().day()),
                                        "")))));
    }

    private static Optional<ReplyMeaning> said(AttendanceState standing) {
        return standing.expects() ? Optional.of(ReplyMeaning.YES) : ReplyMeaning.of(standing.sqlName());
    }

    /** Who comes, or waits to, gives the place up; of the one event that expects them where no message is about another thing. */
    @Override
    public Future<Optional<ReplyChoices.Choice>> exit(SqlClient tx, DialogueExit asked) {
        ButtonPayload button = asked.button();
        if (button == null && asked.conversation() == null) {
            return dialogue.expected(tx, asked.contactId())
                    .map(found -> found.map(actionId -> giveUp(asked, "event.give_up", actionId)));
        }
        if (button == null
                || !button.part().equals(EventMessages.PART)
                || button.id(0).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long actionId = button.id(0).getAsLong();
        return dialogue.stands(tx, actionId, asked.contactId())
                .map(stands -> Optional.of(giveUp(
                        asked,
                        stands.filter(AttendanceState::expects).isPresent() ? "event.give_up" : "action.no",
                        actionId)));
    }

    private static ReplyChoices.Choice giveUp(DialogueExit asked, String label, long actionId) {
        return asked.texts().choice(label, button(AttendanceAnswer.NO, actionId));
    }

    @Override
    public Future<Optional<String>> reference(SqlClient tx, Reply join) {
        return Optional.ofNullable(codes)
                .flatMap(known -> known.read(Objects.requireNonNullElse(join.argument(), "")))
                .map(actionId -> events.find(tx, join.organisationId(), actionId)
                        .map(event -> event.map(found -> REFERENCE + found.actionId())))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    /** Who came by the page after a stop, and agrees now, is asked what they came for. */
    @Override
    public Future<ReplyResult> agreed(SqlClient tx, Reply reply, OptInQuestion question) {
        String reference = question.reference();
        return reference.startsWith(REFERENCE)
                ? join(tx, reply, Long.parseLong(reference.substring(REFERENCE.length())))
                        .map(asked -> asked.orElseGet(ReplyResult::silent))
                : Future.succeededFuture(ReplyResult.silent());
    }

    /** Places went to others with the stop: who is back is asked again. */
    @Override
    public Future<ReplyResult> returned(SqlClient tx, Reply reply) {
        return dialogue.givenUp(tx, reply);
    }

    @Override
    public Future<Void> released(SqlClient tx, Reply reply) {
        return releases.released(tx, reply.contactId());
    }

    /** The next events that are for them. */
    @Override
    public Future<ReplyResult> joined(SqlClient tx, Reply reply) {
        return dialogue.unknown(tx, reply, MOST_OFFERED)
                .compose(events -> events.isEmpty()
                        ? Future.succeededFuture(ReplyResult.silent())
                        : asked(tx, reply, events)
                                .compose(put -> events.size() == 1
                                        ? dialogue.question(tx, reply, events.get(0))
                                        : dialogue.listed(tx, reply, events)));
    }

    @Override
    public List<OpenMessage.Option> answers(ButtonPayload listed) {
        return listed.is(EventMessages.PART, EventInquiry.WHEN_AND_WHERE.verb())
                        && listed.id(0).isPresent()
                ? Stream.of(AttendanceAnswer.values())
                        .map(answer -> new OpenMessage.Option(
                                button(answer, listed.id(0).getAsLong()), EventMessages.labels(answer)))
                        .toList()
                : List.of();
    }

    /** Only an event of the organisation that was written to. */
    private Future<Optional<ReplyResult>> join(SqlClient tx, Reply reply, long actionId) {
        return events.find(tx, reply.organisationId(), actionId)
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : ask(tx, reply, event.get()).map(Optional::of));
    }

    private Future<ReplyResult> ask(SqlClient tx, Reply reply, Event event) {
        return asked(tx, reply, List.of(event)).compose(put -> dialogue.question(tx, reply, event));
    }

    private Future<Void> asked(SqlClient tx, Reply reply, List<Event> events) {
        Conversation asked = new Conversation(
                reply.contactId(),
                ASKED,
                new JsonObject()
                        .put(
                                EventDialogue.ACTION,
                                new JsonArray(
                                        events.stream().map(Event::actionId).toList())),
                clock.instant().plus(OPEN));
        return conversations.put(tx, reply.organisationId(), asked, clock.instant());
    }

    private Future<Optional<ReplyResult>> pressed(SqlClient tx, Reply reply, ButtonPayload button) {
        Optional<EventInquiry> asked = EventInquiry.ofVerb(button.verb());
        if (asked.isPresent() && button.id(0).isPresent()) {
            return dialogue.told(tx, reply, button.id(0).getAsLong(), asked.get());
        }
        Optional<AttendanceAnswer> choice = AttendanceAnswer.of(button.verb());
        if (choice.isEmpty() || button.id(0).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long actionId = button.id(0).getAsLong();
        return dialogue.offered(tx, actionId, reply.contactId())
                .compose(offered -> offered
                        ? actions.handle(
                                tx, reply.pressing(ButtonPayload.of(ActionButtons.PART, button.verb(), actionId)))
                        : guest(tx, reply, actionId, choice.get()));
    }

    /** Somebody who came by the public page. */
    private Future<Optional<ReplyResult>> guest(SqlClient tx, Reply reply, long actionId, AttendanceAnswer choice) {
        return asked(tx, reply, actionId)
                .compose(asked -> asked
                        ? dialogue.answer(tx, reply, actionId, choice)
                        : Future.succeededFuture(Optional.<Answered>empty()))
                .compose(answered -> answered.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : dialogue.say(tx, reply, answered.get()).map(Optional::of));
    }

    private Future<Boolean> asked(SqlClient tx, Reply reply, long actionId) {
        boolean byLink = reply.conversationOf(ASKED)
                .filter(conversation -> conversation.data().getJsonArray(EventDialogue.ACTION).stream()
                        .anyMatch(asked -> ((Number) asked).longValue() == actionId))
                .isPresent();
        return byLink ? Future.succeededFuture(true) : dialogue.knows(tx, actionId, reply.contactId());
    }
}
