package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.relais.action.event.Attendance.Answered;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCodec;
import org.relais.audience.AudienceStore;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.NamedAnswers;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.WordPhrase;
import org.relais.task.Sequence;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationProfile;

/** Dialogue of an event: takes answers and words what is said to them, however they came. */
final class EventDialogue {
    /** Whoever knows of more says ACTIONS. */
    private static final int MOST_TOLD = 3;

    /** They were asked how many come. */
    static final String COUNTING = EventMessages.PART + ".count";

    /** The action that is asked about, in the data of a dialogue. */
    static final String ACTION = "action";

    private static final Duration COUNTED_WITHIN = Duration.ofHours(1);

    private static final int MOST_LISTED = 10;
    private static final int MOST_LOOKED_AT = 20;

    private final ReplyInterpreter interpreter = new ReplyInterpreter();
    private final Attendance attendance;
    private final LongFunction<String> pages;
    private final InstantSource clock;
    private final EventAnswerStore answers = new EventAnswerStore();
    private final EventStore events = new EventStore();
    private final AudienceStore audiences = new AudienceStore();
    private final ConversationStore conversations = new ConversationStore();

    EventDialogue(Attendance attendance, LongFunction<String> pages, InstantSource clock) {
        this.attendance = attendance;
        this.pages = pages;
        this.clock = clock;
    }

    /** Whether the person was offered the action itself, or has a part in it. */
    Future<Boolean> offered(SqlClient tx, long actionId, long contactId) {
        return answers.offered(tx, actionId, contactId);
    }

    /** Whether the person has answered before. */
    Future<Boolean> knows(SqlClient tx, long actionId, long contactId) {
        return answers.knows(tx, actionId, contactId);
    }

    /** How the person stands; empty when they have not answered. */
    Future<Optional<AttendanceState>> stands(SqlClient tx, long actionId, long contactId) {
        return answers.find(tx, actionId, contactId).map(found -> found.map(Attendee::standing));
    }

    /** The one event to come that expects this person; empty when there is none, or several. */
    Future<Optional<Long>> expected(SqlClient tx, long contactId) {
        return answers.expected(tx, contactId, clock.instant());
    }

    /** The one event to come that they bring anybody along to; empty when there is none, or several. */
    Future<Optional<Long>> accompanied(SqlClient tx, long contactId) {
        return answers.accompanied(tx, contactId, clock.instant());
    }

    /** The events to come on whose waiting list the person is. */
    Future<List<Event>> waiting(SqlClient tx, Reply reply) {
        return answers.waiting(tx, reply.contactId(), clock.instant()).compose(found -> {
            Future<List<Event>> all = Future.succeededFuture(List.of());
            for (long actionId : found) {
                all = all.compose(before -> events.find(tx, reply.organisationId(), actionId)
                        .map(event ->
                                Stream.concat(before.stream(), event.stream()).toList()));
            }
            return all;
        });
    }

    /** The person as one who has answered; empty when they have not. */
    Future<Optional<Attendee>> attendee(SqlClient tx, long actionId, long contactId) {
        return answers.find(tx, actionId, contactId);
    }

    Future<Optional<Answered>> answer(SqlClient tx, Reply reply, long actionId, AttendanceAnswer choice) {
        return attendance.answer(tx, reply.organisationId(), actionId, reply.contactId(), choice);
    }

    /** Where somebody stands who asks for it again, and the question, so that they can change it. */
    Future<ReplyResult> standing(SqlClient tx, Reply reply, Event event) {
        return answers.find(tx, event.actionId(), reply.contactId())
                .compose(attendee -> attendee.isEmpty() || !event.open(clock.instant())
                        ? question(tx, reply, event)
                        : place(tx, attendee.get(), event).compose(place -> messages(tx, reply, event)
                                .map(messages -> attendee.get().standing() == AttendanceState.STOPPED
                                        ? ReplyResult.of(messages.givenUp())
                                        : ReplyResult.of(
                                                messages.answered(
                                                        attendee.get().standing(), place, true, true, false, List.of()),
                                                messages.question(false)))));
    }

    private Future<Long> place(SqlClient tx, Attendee attendee, Event event) {
        return attendee.standing() == AttendanceState.WAITING
                ? answers.place(tx, event.actionId(), attendee.contactId())
                : Future.succeededFuture(0L);
    }

    /** The question, or that it can't be answered any more. */
    Future<ReplyResult> question(SqlClient tx, Reply reply, Event event) {
        return attendance.house(tx, reply.organisationId()).compose(house -> {
            EventMessages messages = messages(house.profile(), reply, event);
            return (event.open(clock.instant())
                            ? attendance.full(tx, event).map(full -> ReplyResult.of(messages.question(full)))
                            : Future.succeededFuture(ReplyResult.of(messages.closed())))
                    .map(said -> said.about(event.actionId()));
        });
    }

    /**
     * What is asked of the events to come that they know of; empty when there is none. Whoever asks what they have said yes to is
     * told all of it at once.
     */
    Future<Optional<ReplyResult>> about(SqlClient tx, Reply reply, EventInquiry asked) {
        return answers.known(tx, reply.organisationId(), reply.contactId(), clock.instant(), MOST_LISTED)
                .compose(known -> meant(tx, reply, known))
                .compose(known -> asked == EventInquiry.REMINDER
                        ? reminded(tx, reply, known)
                        : (asked == EventInquiry.STANDING && known.size() > 1
                                        ? standings(tx, reply, known)
                                        : Future.succeededFuture(Optional.<ReplyResult>empty()))
                                .compose(listed -> listed.isPresent()
                                        ? Future.succeededFuture(listed)
                                        : each(tx, reply, known, asked)));
    }

    /** Of these events those that a question may be about: "when is the dinner?" is about no visit. */
    private Future<List<Long>> meant(SqlClient tx, Reply reply, List<Long> known) {
        List<Long> meant = new ArrayList<>();
        return Sequence.each(known, actionId -> events.find(tx, reply.organisationId(), actionId)
                        .onSuccess(event ->
                                event.filter(found -> isMeant(reply, found)).ifPresent(found -> meant.add(actionId))))
                .map(done -> meant);
    }

    private boolean isMeant(Reply reply, Event event) {
        String title = event.details().title();
        return typed(reply)
                .filter(text -> !EventInquiry.mayBeOf(text, title)
                        || NamedAnswers.asksOfAnotherDay(
                                text, title, Set.of(event.details().day()), today()))
                .isEmpty();
    }

    /** Whether something on a day is asked about, by the name of the day: of all else that is to come nothing is told. */
    boolean asksOfDay(String text) {
        return !EventInquiry.ofDay(text, today()).isEmpty();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** By itself it reminds of all that they come to; who comes to nothing so far, and asks, is told of the next one. */
    private Future<Optional<ReplyResult>> reminded(SqlClient tx, Reply reply, List<Long> known) {
        List<Long> expected = new ArrayList<>();
        return Sequence.each(known, actionId -> stands(tx, actionId, reply.contactId())
                        .onSuccess(stands ->
                                stands.filter(AttendanceState.YES::equals).ifPresent(yes -> expected.add(actionId))))
                .compose(done -> {
                    boolean asks = typed(reply)
                            .filter(text -> OpenQuestion.of(text).isPresent())
                            .isPresent();
                    return each(
                            tx,
                            reply,
                            expected.isEmpty() && asks ? known.stream().limit(1).toList() : expected,
                            EventInquiry.REMINDER);
                });
    }

    /** Where they stand in those that they come to, or may; empty when there is none. */
    private Future<Optional<ReplyResult>> standings(SqlClient tx, Reply reply, List<Long> known) {
        return attendance.house(tx, reply.organisationId()).compose(house -> {
            List<String> lines = new ArrayList<>();
            return Sequence.each(known, actionId -> events.find(tx, reply.organisationId(), actionId)
                            .compose(event -> answers.find(tx, actionId, reply.contactId())
                                    .onSuccess(attendee -> attendee.map(Attendee::standing)
                                            .filter(AttendanceState::mayCome)
                                            .ifPresent(standing -> event.ifPresent(
                                                    found -> lines.add(messages(house.profile(), reply, found)
                                                            .line(lines.size() + 1, standing)))))))
                    .map(done -> lines.isEmpty()
                            ? Optional.empty()
                            : Optional.of(ReplyResult.of(MessageSpec.of(
                                    house.profile().texts().language("event.card", reply.language()),
                                    String.join("\n\n", lines)))));
        });
    }

    /** What is asked of the first few of these; empty for nothing. */
    private Future<Optional<ReplyResult>> each(SqlClient tx, Reply reply, List<Long> actionIds, EventInquiry asked) {
        List<MessageSpec> told = new ArrayList<>();
        return Sequence.each(actionIds.stream().limit(MOST_TOLD).toList(), actionId -> told(tx, reply, actionId, asked)
                        .onSuccess(said -> said.ifPresent(one -> told.addAll(one.messages()))))
                .map(done -> told.isEmpty() ? Optional.empty() : Optional.of(new ReplyResult(told)));
    }

    /** What is asked of one event. */
    Future<Optional<ReplyResult>> told(SqlClient tx, Reply reply, long actionId, EventInquiry asked) {
        return events.find(tx, reply.organisationId(), actionId)
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : about(tx, reply, event.get(), asked).map(said -> Optional.of(said.about(actionId))));
    }

    private Future<ReplyResult> about(SqlClient tx, Reply reply, Event event, EventInquiry asked) {
        return switch (asked) {
            case STANDING -> standing(tx, reply, event);
            case COMING ->
                answers.taken(tx, event.actionId()).compose(coming -> messages(tx, reply, event)
                        .map(messages -> ReplyResult.of(messages.coming(coming))));
            case WHEN_AND_WHERE ->
                answers.find(tx, event.actionId(), reply.contactId()).compose(attendee -> messages(tx, reply, event)
                        .map(messages -> ReplyResult.of(messages.details(
                                attendee.filter(one -> one.standing().expects()).isPresent()))));
            case REMINDER ->
                stands(tx, event.actionId(), reply.contactId())
                        .compose(stands -> answers.reminders(tx, event.actionId(), reply.contactId())
                                .compose(kinds -> messages(tx, reply, event)
                                        .map(messages -> ReplyResult.of(
                                                kinds.isEmpty() && stands.equals(Optional.of(AttendanceState.YES))
                                                        ? messages.details(true)
                                                        : messages.reminders(kinds)))));
        };
    }

    /** The events to come that somebody's stop has taken their place in, each with its question. */
    Future<ReplyResult> givenUp(SqlClient tx, Reply reply) {
        return answers.givenUp(tx, reply.organisationId(), reply.contactId(), clock.instant(), MOST_TOLD)
                .compose(lost -> {
                    List<MessageSpec> told = new ArrayList<>();
                    return Sequence.each(lost, actionId -> attendance
                                    .leave(tx, actionId, reply.contactId())
                                    .compose(event -> attendance
                                            .house(tx, reply.organisationId())
                                            .onSuccess(house -> event.ifPresent(
                                                    found -> told.add(messages(house.profile(), reply, found)
                                                            .givenUp())))))
                            .map(done -> new ReplyResult(told));
                });
    }

    /** The one event that such an answer can be about: a no is to one that expects them; empty for none, and for several. */
    Future<Optional<Long>> meant(SqlClient tx, Reply reply, AttendanceAnswer answer) {
        return answers.known(tx, reply.organisationId(), reply.contactId(), clock.instant(), MOST_TOLD)
                .compose(known -> known.size() == 1
                        ? Future.succeededFuture(Optional.of(known.get(0)))
                        : answer == AttendanceAnswer.NO
                                ? expected(tx, reply.contactId())
                                : Future.succeededFuture(Optional.empty()));
    }

    /** The next event that somebody belongs to the audience of, whether or not they were offered it. */
    Future<Optional<Event>> next(SqlClient tx, Reply reply) {
        return next(tx, reply, 1, true, event -> Future.succeededFuture(true))
                .map(found -> found.stream().findFirst());
    }

    /** The next few that they were neither offered nor have answered. */
    Future<List<Event>> unknown(SqlClient tx, Reply reply, int most) {
        return next(tx, reply, most, false, event -> offered(tx, event.actionId(), reply.contactId())
                .compose(offered -> offered
                        ? Future.succeededFuture(false)
                        : answers.find(tx, event.actionId(), reply.contactId()).map(Optional::isEmpty)));
    }

    private Future<List<Event>> next(
            SqlClient tx, Reply reply, int most, boolean asked, Function<Event, Future<Boolean>> which) {
        List<Event> found = new ArrayList<>();
        return events.toCome(tx, reply.organisationId(), clock.instant(), MOST_LOOKED_AT, asked)
                .compose(all -> Sequence.each(
                        all.entrySet(),
                        one -> found.size() == most
                                ? Future.succeededFuture()
                                : ifFor(tx, reply, one.getKey(), AudienceCodec.restore(one.getValue()))
                                        .compose(event -> event.isEmpty()
                                                ? Future.succeededFuture()
                                                : which.apply(event.get()).onSuccess(is -> {
                                                    if (is) {
                                                        found.add(event.get());
                                                    }
                                                }))
                                        .mapEmpty()))
                .map(done -> List.copyOf(found));
    }

    /** Several, by their numbers, each with the button that shows it. */
    Future<ReplyResult> listed(SqlClient tx, Reply reply, List<Event> events) {
        return attendance.house(tx, reply.organisationId()).map(house -> {
            List<String> lines = new ArrayList<>();
            List<ReplyChoices.Choice> choices = new ArrayList<>();
            for (Event event : events) {
                lines.add(messages(house.profile(), reply, event).line(choices.size() + 1));
                choices.add(new ReplyChoices.Choice(
                        ReplyChoices.label(
                                (choices.size() + 1) + ". " + event.details().title()),
                        ButtonPayload.of(EventMessages.PART, EventInquiry.WHEN_AND_WHERE.verb(), event.actionId())));
            }
            OrganisationTexts texts = new OrganisationTexts(house.profile(), reply.language());
            return ReplyResult.of(new ReplyChoices(choices)
                    .message(
                            texts.language("actions.list"),
                            texts.text("actions.list") + "\n\n" + String.join("\n\n", lines)));
        });
    }

    private Future<Optional<Event>> ifFor(SqlClient tx, Reply reply, long actionId, Audience audience) {
        return audiences
                .page(tx, reply.organisationId(), audience.among(List.of(reply.contactId())), 0, Long.MAX_VALUE, 1)
                .compose(people -> people.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : events.find(tx, reply.organisationId(), actionId)
                                .map(event -> event.filter(found -> isMeant(reply, found))));
    }

    /** How many events they have answered. */
    Future<Long> answered(SqlClient tx, long contactId) {
        return answers.answered(tx, contactId);
    }

    /** What an answer is answered with; who has not agreed to be written to is asked to. */
    Future<ReplyResult> say(SqlClient tx, Reply reply, Answered answered) {
        return attendance
                .house(tx, reply.organisationId())
                .compose(house -> attendance.full(tx, answered.event()).compose(full -> answers.reminders(
                                tx, answered.event().actionId(), reply.contactId())
                        .compose(reminders -> say(tx, reply, answered, house.profile(), full, reminders))))
                .map(said -> said.about(answered.event().actionId()));
    }

    private Future<ReplyResult> say(
            SqlClient tx,
            Reply reply,
            Answered answered,
            OrganisationProfile profile,
            boolean full,
            List<String> reminders) {
        EventMessages messages = messages(profile, reply, answered.event());
        AttendanceState after = answered.after();
        if (!answered.event().open(clock.instant()) || after == null) {
            return Future.succeededFuture(ReplyResult.of(messages.closed()));
        }
        boolean agreed = reply.state() == ConsentState.SUBSCRIBED;
        List<MessageSpec> told = new ArrayList<>();
        boolean late = isLate(reply);
        if (!answered.again() || !late) {
            told.add(messages.answered(after, answered.place(), answered.again(), agreed, full, reminders));
        }
        if (after.mayCome() && late) {
            told.add(messages.late());
        }
        if (after.mayCome() && answered.again() && asksWhen(reply)) {
            told.add(messages.details(after.expects()));
        }
        return bring(tx, reply, answered.event().actionId()).compose(party -> {
            if (after.mayCome() && (party.total() > 0 || isInCompany(reply))) {
                boolean isAll =
                        answered.again() && after == AttendanceState.YES && party.total() > 0 && told.size() == 1;
                if (isAll) {
                    told.clear();
                }
                told.add(party.told(messages, isAll));
            }
            ReplyResult said = new ReplyResult(told);
            return agreed || !after.mayCome() || answered.again()
                    ? Future.succeededFuture(said)
                    : agreement(tx, reply, answered, profile, said);
        });
    }

    /** How many come in all, 0 for nothing noted, whether it were more before, and whether they were asked how many. */
    private record Party(int total, boolean fewer, boolean asked) {
        static final Party NONE = new Party(0, false, false);
        static final Party ASKED = new Party(0, false, true);

        /** @param named whether nothing before it names the event */
        MessageSpec told(EventMessages messages, boolean named) {
            return asked ? messages.howMany() : messages.companions(total, fewer, named);
        }
    }

    /**
     * Notes whom they bring, as far as they have just written it. Who waits for a place
     * and asks whether somebody may come as well is told that a place is for one.
     */
    private Future<Party> bring(SqlClient tx, Reply reply, long actionId) {
        String text = reply.text();
        if (text == null || reply.tapped() || !Companions.tells(text)) {
            return Future.succeededFuture(Party.NONE);
        }
        return answers.find(tx, actionId, reply.contactId())
                .map(found -> found.filter(attendee -> attendee.standing().mayCome()))
                .compose(found -> {
                    if (found.isEmpty()) {
                        return Future.succeededFuture(Party.NONE);
                    }
                    boolean waits = found.get().standing() == AttendanceState.WAITING;
                    if (waits && OpenQuestion.of(text).isPresent()) {
                        return Future.succeededFuture(Party.NONE);
                    }
                    if (mayAsk(reply) && Companions.isUncounted(text)) {
                        return counting(tx, reply, actionId).map(Party.ASKED);
                    }
                    int noted = found.get().companions();
                    int brought = Companions.brought(text, noted);
                    boolean ofNobody = noted == 0 && Companions.isOfOneLess(text);
                    if (brought == noted && (ofNobody || WordPhrase.asks(text))) {
                        return Future.succeededFuture(Party.NONE);
                    }
                    return answers.bring(tx, found.get().answerId(), brought)
                            .map(new Party(brought + 1, brought < noted, false));
                });
    }

    /** Another dialogue goes on, and would be forgotten. */
    private static boolean mayAsk(Reply reply) {
        Conversation open = reply.conversation();
        return open == null || open.belongsTo(EventMessages.PART);
    }

    private Future<Void> counting(SqlClient tx, Reply reply, long actionId) {
        Instant now = clock.instant();
        return conversations.put(
                tx,
                reply.organisationId(),
                new Conversation(
                        reply.contactId(), COUNTING, new JsonObject().put(ACTION, actionId), now.plus(COUNTED_WITHIN)),
                now);
    }

    /** How many come, as they were asked. */
    Future<Optional<ReplyResult>> counted(SqlClient tx, Reply reply, String text) {
        long actionId = Objects.requireNonNull(reply.conversation()).data().getLong(ACTION, 0L);
        return answers.find(tx, actionId, reply.contactId())
                .map(found -> found.filter(attendee -> attendee.standing().mayCome()))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : events.find(tx, reply.organisationId(), actionId)
                                .compose(event -> event.isEmpty()
                                        ? Future.succeededFuture(Optional.empty())
                                        : counted(tx, reply, event.get(), found.get(), Companions.total(text))
                                                .map(Optional::of)));
    }

    private Future<ReplyResult> counted(SqlClient tx, Reply reply, Event event, Attendee attendee, int total) {
        return answers.bring(tx, attendee.answerId(), total - 1)
                .compose(noted -> conversations.end(tx, reply.contactId()))
                .compose(ended -> messages(tx, reply, event))
                .map(messages -> ReplyResult.of(messages.companions(total, total <= attendee.companions(), false))
                        .about(event.actionId()));
    }

    private boolean isLate(Reply reply) {
        return typed(reply).filter(interpreter::isLate).isPresent();
    }

    private static boolean asksWhen(Reply reply) {
        return typed(reply)
                .filter(text -> EventInquiry.among(text).contains(EventInquiry.WHEN_AND_WHERE))
                .isPresent();
    }

    private static boolean isInCompany(Reply reply) {
        return typed(reply).filter(Companions::isIn).isPresent();
    }

    private static Optional<String> typed(Reply reply) {
        return reply.tapped() ? Optional.empty() : Optional.ofNullable(reply.text());
    }

    /** What happens with whom they would bring, to an event that they know of. */
    Future<Optional<ReplyResult>> companions(SqlClient tx, Reply reply, long actionId) {
        return events.find(tx, reply.organisationId(), actionId)
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : bring(tx, reply, actionId)
                                .compose(party -> party.total() == 0 && !isInCompany(reply)
                                        ? Future.succeededFuture(Optional.empty())
                                        : messages(tx, reply, event.get())
                                                .map(messages -> Optional.of(ReplyResult.of(party.told(messages, false))
                                                        .about(actionId)))));
    }

    private Future<ReplyResult> agreement(
            SqlClient tx, Reply reply, Answered answered, OrganisationProfile profile, ReplyResult said) {
        return OptInQuestion.of(
                        tx,
                        profile,
                        reply.language(),
                        "event " + answered.event().actionId(),
                        clock.instant())
                .compose(question -> conversations
                        .put(
                                tx,
                                reply.organisationId(),
                                question.conversation(reply.contactId(), clock.instant()),
                                clock.instant())
                        .map(put -> new ReplyResult(
                                Stream.concat(said.messages().stream(), Stream.of(question.message(profile)))
                                        .toList())));
    }

    private Future<EventMessages> messages(SqlClient tx, Reply reply, Event event) {
        return attendance.house(tx, reply.organisationId()).map(house -> messages(house.profile(), reply, event));
    }

    private EventMessages messages(OrganisationProfile profile, Reply reply, Event event) {
        return new EventMessages(
                profile, event, reply.language(), event.details().zone(), pages.apply(event.actionId()));
    }
}
