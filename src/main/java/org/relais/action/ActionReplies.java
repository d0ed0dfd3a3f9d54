package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.ActionListStore.Listed;
import org.relais.answer.AnswerFigures;
import org.relais.contact.ConsentState;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Command;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.share.ShareFigures;
import org.relais.share.ShareReplies;
import org.relais.template.MessageSpec;

/**
 * The chat's side of actions: the buttons of offers and reminders, ACTIONS and STATS. A button is looked up together with
 * whoever pressed it, so a forged one does nothing, and an old one still finds its action. Nothing changes twice.
 */
public final class ActionReplies implements ReplyHandler {
    /** The part of every button of the core. */
    public static final String PART = "act";

    private static final int MOST_SEARCHED = 50;

    static final String SHOW = "show";
    static final String DONE = "done";

    private static final String LIST = PART + ".list";
    private static final Duration LIST_KEPT = Duration.ofHours(12);

    private final ActionKinds kinds;
    private final Assignments assignments;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore store = new AssignmentStore();
    private final ActionListStore lists = new ActionListStore();
    private final OfferMessages offers = new OfferMessages();
    private final ShareFigures shares = new ShareFigures();
    private final AnswerFigures answers = new AnswerFigures();
    private final ConversationStore conversations = new ConversationStore();
    private final OpenMessageStore sent = new OpenMessageStore();
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    public ActionReplies(ActionKinds kinds, Assignments assignments, InstantSource clock) {
        this.kinds = kinds;
        this.assignments = assignments;
        this.clock = clock;
    }

    /** What somebody pressed, with all that is needed to answer. */
    private record Tap(Reply reply, String verb, Action action, Assignment assignment, OrganisationTexts speech) {
        Map<String, String> title() {
            return Map.of("title", action.title());
        }

        ReplyResult say(String key) {
            return ReplyResult.of(speech.say(key, title()));
        }

        ReplyResult note(String key) {
            return ReplyResult.noted(speech.say(key, title()));
        }
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        if (reply.command() == Command.ACTIONS) {
            return list(tx, reply);
        }
        if (reply.command() == Command.STATS) {
            return stats(tx, reply);
        }
        if (reply.command() == Command.SHARE && reply.state() == ConsentState.SUBSCRIBED) {
            return share(tx, reply);
        }
        ButtonPayload button = reply.button();
        if (button != null) {
            return button.part().equals(PART) ? tap(tx, reply, button) : Future.succeededFuture(Optional.empty());
        }
        Long quoted = reply.contextDeliveryId();
        if (quoted != null && reply.kind() == Reply.Kind.TEXT) {
            return quoted(tx, reply, quoted);
        }
        return saysDone(reply) ? toldDone(tx, reply) : Future.succeededFuture(Optional.empty());
    }

    /** "Sent it to three friends", where no dialogue is under way that reads words. */
    private boolean saysDone(Reply reply) {
        String text = reply.text();
        Conversation open = reply.conversation();
        return text != null
                && reply.kind() == Reply.Kind.TEXT
                && reply.state() == ConsentState.SUBSCRIBED
                && (open == null || !open.awaitsWords() && !open.awaitsChoice() && !open.readsWords())
                && interpreter.isDone(text);
    }

    /** What they pass on is done; of several it is asked which; else what they were only asked to, or have done before. */
    private Future<Optional<ReplyResult>> toldDone(SqlClient tx, Reply reply) {
        return lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), MOST_SEARCHED)
                .compose(listed -> {
                    List<Listed> shares = listed.stream()
                            .filter(each -> kinds.of(each.action()).doneByWord())
                            .toList();
                    List<Listed> meant = Stream.of(
                                    AssignmentState.ACCEPTED, AssignmentState.OFFERED, AssignmentState.DONE)
                            .map(state -> shares.stream()
                                    .filter(each -> each.state() == state)
                                    .toList())
                            .filter(each -> !each.isEmpty())
                            .findFirst()
                            .orElse(List.of());
                    boolean one = meant.size() == 1
                            || !meant.isEmpty() && meant.get(0).state() == AssignmentState.DONE;
                    return one
                            ? tap(tx, reply, done(meant.get(0)))
                            : meant.isEmpty()
                                    ? Future.succeededFuture(Optional.empty())
                                    : OrganisationTexts.of(tx, reply)
                                            .map(texts -> Optional.of(
                                                    ReplyResult.of(texts.ask("reply.which", Map.of(), which(meant)))));
                });
    }

    private static ReplyChoices which(List<Listed> meant) {
        return new ReplyChoices(meant.stream()
                .limit(ReplyChoices.MOST)
                .map(each ->
                        new ReplyChoices.Choice(ReplyChoices.label(each.action().title()), done(each)))
                .toList());
    }

    private static ButtonPayload done(Listed listed) {
        return ButtonPayload.of(PART, DONE, listed.action().id());
    }

    /** Words to a message about something that is over: they are told so. */
    private Future<Optional<ReplyResult>> quoted(SqlClient tx, Reply reply, long deliveryId) {
        return sent.find(tx, deliveryId)
                .map(message -> message.stream()
                        .flatMap(found -> found.options().stream())
                        .map(OpenMessage.Option::payload)
                        .filter(payload ->
                                payload.part().equals(PART) && payload.id(0).isPresent())
                        .findFirst())
                .compose(button -> button.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : actions.find(
                                        tx,
                                        reply.organisationId(),
                                        button.get().id(0).getAsLong())
                                .compose(action ->
                                        action.isEmpty() || action.get().isOpen(clock.instant())
                                                ? Future.succeededFuture(Optional.empty())
                                                : tap(tx, reply, button.get())));
    }

    /** An action of the organisation, with the person's last answer. */
    @Override
    public Future<Optional<Topic>> topic(SqlClient tx, long organisationId, long contactId, ButtonPayload button) {
        return button.part().equals(PART) && button.id(0).isPresent()
                ? topic(tx, organisationId, contactId, button.id(0).getAsLong())
                : Future.succeededFuture(Optional.empty());
    }

    private Future<Optional<Topic>> topic(SqlClient tx, long organisationId, long contactId, long actionId) {
        return actions.find(tx, organisationId, actionId)
                .compose(action -> action.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : store.find(tx, organisationId, actionId, contactId)
                                .map(part -> topic(action.get(), part))
                                .compose(topic -> kinds.of(action.get())
                                        .day(tx, action.get())
                                        .map(day ->
                                                Optional.of(day.map(topic::on).orElse(topic)))));
    }

    private Topic topic(Action action, Optional<Assignment> part) {
        return new Topic(
                topicKey(action.id()),
                action.title(),
                !action.isOpen(clock.instant())
                        || part.filter(one -> one.state() == AssignmentState.DONE)
                                .isPresent(),
                part.flatMap(Assignment::answeredAt).orElse(null),
                part.filter(Assignment::takesPart).isPresent(),
                sort(action.type()),
                null);
    }

    private static Topic.Sort sort(ActionType type) {
        return switch (type) {
            case SHARE -> Topic.Sort.SHARE;
            case CALL -> Topic.Sort.CALL;
            case EVENT -> Topic.Sort.EVENT;
            case QUESTION -> Topic.Sort.QUESTION;
        };
    }

    /** Who has a part in an action gives it up; who has none says that it is without them. */
    @Override
    public Future<Optional<ReplyChoices.Choice>> exit(SqlClient tx, DialogueExit asked) {
        ButtonPayload button = asked.button();
        if (button == null || !button.part().equals(PART) || button.id(0).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long actionId = button.id(0).getAsLong();
        return store.find(tx, asked.organisationId(), actionId, asked.contactId())
                .map(assignment -> Optional.of(asked.texts()
                        .choice(
                                assignment.filter(Assignment::takesPart).isPresent() ? "action.give_up" : "action.no",
                                ButtonPayload.of(PART, OfferButton.NO, actionId))));
    }

    /** The button that says where somebody stands in an action. */
    public static ButtonPayload show(long actionId) {
        return ButtonPayload.of(PART, SHOW, actionId);
    }

    /** Key of the topic that an action is, also for the part of its type. */
    public static String topicKey(long actionId) {
        return PART + ' ' + actionId;
    }

    /** A button of an action that the organisation does not have is answered like any that has expired. */
    private Future<Optional<ReplyResult>> tap(SqlClient tx, Reply reply, ButtonPayload button) {
        OptionalLong id = button.id(0);
        if (id.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return actions.hold(tx, reply.organisationId(), id.getAsLong())
                .compose(action -> action.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : tap(tx, reply, button.verb(), action.get()).map(Optional::of));
    }

    private Future<ReplyResult> tap(SqlClient tx, Reply reply, String verb, Action action) {
        Instant now = clock.instant();
        return OrganisationTexts.of(tx, reply)
                .compose(speech -> store.take(tx, reply.organisationId(), action.id(), reply.contactId(), now)
                        .compose(assignment -> {
                            if (assignment.isEmpty()) {
                                return Future.succeededFuture(ReplyResult.of(speech.say("action.stranger", Map.of())));
                            }
                            Tap tap = new Tap(reply, verb, action, assignment.get(), speech);
                            return action.isOpen(now) ? act(tx, tap) : over(tx, tap);
                        }));
    }

    /** That it is over; who quotes an old message is shown what is not. */
    private Future<ReplyResult> over(SqlClient tx, Tap tap) {
        boolean quotes = tap.reply().contextDeliveryId() != null && !tap.reply().tapped();
        Future<Optional<ReplyResult>> open = quotes ? list(tx, tap.reply()) : Future.succeededFuture(Optional.empty());
        return kinds.of(tap.action())
                .overKey(tx, tap.action())
                .map(tap::say)
                .compose(said -> open.map(listed -> listed.map(list ->
                                new ReplyResult(Stream.concat(said.messages().stream(), list.messages().stream())
                                        .toList()))
                        .orElse(said)));
    }

    private Future<ReplyResult> act(SqlClient tx, Tap tap) {
        return switch (tap.verb()) {
            case SHOW -> show(tx, tap);
            case DONE -> done(tx, tap);
            case OfferButton.NO -> decline(tx, tap);
            default ->
                kinds.of(tap.action()).buttons().stream()
                                .anyMatch(button -> button.verb().equals(tap.verb()))
                        ? accept(tx, tap)
                        : Future.succeededFuture(tap.say("action.unclear"));
        };
    }

    private Future<ReplyResult> accept(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        if (before.state() == AssignmentState.DONE) {
            return Future.succeededFuture(tap.note("action.done.already"));
        }
        if (before.state() == AssignmentState.ACCEPTED && tap.verb().equals(before.answer())) {
            return kinds.of(tap.action())
                    .repeated(tx, tap.reply(), tap.action(), before)
                    .map(said -> said.orElseGet(() -> ReplyResult.of(tap.speech()
                            .ask("action.already", tap.title(), ReplyChoices.of(choice(tap, "action.show", SHOW))))));
        }
        return before.state() != AssignmentState.ACCEPTED
                        && kinds.of(tap.action()).acceptanceCounts()
                ? assignments.allowance(tx, tap.action(), before).compose(allowance -> switch (allowance) {
                    case MORE -> accepted(tx, tap);
                    case NOT_TODAY -> Future.succeededFuture(tap.say("action.ceiling.today"));
                    case NO_MORE -> Future.succeededFuture(tap.say("action.ceiling.all"));
                })
                : accepted(tx, tap);
    }

    private Future<ReplyResult> accepted(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        return assignments
                .accept(tx, tap.action(), before, tap.verb(), tap.reply().addressId())
                .compose(after -> kinds.of(tap.action()).accepted(tx, tap.reply(), tap.action(), after.orElse(before)));
    }

    private Future<ReplyResult> decline(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        return switch (before.state()) {
            case DONE -> Future.succeededFuture(tap.note("action.done.already"));
            case DECLINED -> Future.succeededFuture(tap.note("action.declined.already"));
            case OFFERED, ACCEPTED ->
                assignments
                        .decline(tx, tap.action(), before, tap.reply().addressId())
                        .compose(after -> before.takesPart()
                                ? kinds.of(tap.action()).withdrawn(tx, tap.action(), after.orElse(before))
                                : kinds.of(tap.action()).declined(tx, tap.action(), after.orElse(before)))
                        .map(withdrawn -> tap.note("action.declined"));
        };
    }

    private Future<ReplyResult> done(SqlClient tx, Tap tap) {
        Assignment before = tap.assignment();
        if (before.state() == AssignmentState.DONE) {
            return Future.succeededFuture(tap.note("action.done.already"));
        }
        if (before.state() == AssignmentState.DECLINED
                || !kinds.of(tap.action()).doneByWord()) {
            return show(tx, tap);
        }
        return before.state() == AssignmentState.OFFERED
                ? assignments
                        .accept(tx, tap.action(), before, yes(tap), tap.reply().addressId())
                        .compose(after -> done(tx, tap, after.orElse(before)))
                : done(tx, tap, before);
    }

    /** Whoever has done it had said yes by that. */
    private String yes(Tap tap) {
        return kinds.of(tap.action()).buttons().get(0).verb();
    }

    private Future<ReplyResult> done(SqlClient tx, Tap tap, Assignment before) {
        return assignments
                .unit(tx, tap.action(), before, new JsonObject())
                .compose(counted ->
                        assignments.done(tx, tap.action(), before, tap.reply().language()))
                .map(thanks -> thanks.map(ReplyResult::of).orElseGet(() -> tap.note("action.done.already")));
    }

    /** Where the volunteer stands; to one who does not take part, the offer. */
    private Future<ReplyResult> show(SqlClient tx, Tap tap) {
        return tap.assignment().takesPart()
                ? kinds.of(tap.action()).resumed(tx, tap.reply(), tap.action(), tap.assignment())
                : offers.spec(tx, tap.action()).map(offer -> ReplyResult.of(offer));
    }

    private static ReplyChoices.Choice choice(Tap tap, String key, String verb) {
        return tap.speech()
                .choice(key, ButtonPayload.of(PART, verb, tap.action().id()));
    }

    /** The newest thing that they pass on already, or else were asked to, as by its button; empty for none. */
    private Future<Optional<ReplyResult>> share(SqlClient tx, Reply reply) {
        return lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), MOST_SEARCHED)
                .compose(listed -> listed.stream()
                        .filter(each -> each.action().type() == ActionType.SHARE)
                        .findFirst()
                        .map(each -> tap(tx, reply, share(each)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private ButtonPayload share(Listed listed) {
        boolean taken = listed.state() == AssignmentState.ACCEPTED || listed.state() == AssignmentState.DONE;
        String verb = taken ? SHOW : kinds.of(listed.action()).buttons().get(0).verb();
        return ButtonPayload.of(PART, verb, listed.action().id());
    }

    private Future<Optional<ReplyResult>> list(SqlClient tx, Reply reply) {
        return lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), ReplyChoices.MOST)
                .compose(listed -> listed.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : OrganisationTexts.of(tx, reply)
                                .compose(speech -> list(tx, reply, speech, listed))
                                .map(Optional::of));
    }

    /** What somebody takes part in besides events, each with its button; empty for nothing. */
    public Future<Optional<ReplyResult>> underWay(SqlClient tx, Reply reply) {
        return lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), ReplyChoices.MOST)
                .map(listed -> listed.stream()
                        .filter(each -> each.state() == AssignmentState.ACCEPTED)
                        .filter(each -> each.action().type() != ActionType.EVENT)
                        .toList())
                .compose(mine -> mine.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : OrganisationTexts.of(tx, reply)
                                .compose(speech ->
                                        list(tx, reply, message(speech, "actions.mine", mine, numbered(mine))))
                                .map(Optional::of));
    }

    private static List<String> numbered(List<Listed> listed) {
        return listed.stream().map(each -> "actions.line.offered").toList();
    }

    private Future<ReplyResult> list(SqlClient tx, Reply reply, OrganisationTexts speech, List<Listed> listed) {
        Future<List<String>> keys = Future.succeededFuture(List.of());
        for (Listed each : listed) {
            keys = keys.compose(before -> lineKey(tx, reply, each)
                    .map(key -> Stream.concat(before.stream(), Stream.of(key)).toList()));
        }
        return keys.compose(found -> list(tx, reply, message(speech, "actions.list", listed, found)));
    }

    private Future<String> lineKey(SqlClient tx, Reply reply, Listed listed) {
        String usual = "actions.line." + listed.state().sqlName();
        return listed.state() == AssignmentState.ACCEPTED
                ? kinds.of(listed.action())
                        .line(tx, listed.action(), reply.contactId())
                        .map(own -> own.orElse(usual))
                : Future.succeededFuture(usual);
    }

    private static MessageSpec message(
            OrganisationTexts speech, String heading, List<Listed> listed, List<String> keys) {
        List<String> lines = new ArrayList<>(List.of(speech.text(heading)));
        List<ReplyChoices.Choice> choices = new ArrayList<>();
        for (Listed each : listed) {
            String number = Integer.toString(choices.size() + 1);
            lines.add(speech.text(
                    keys.get(choices.size()),
                    Map.of("number", number, "title", each.action().title())));
            choices.add(new ReplyChoices.Choice(
                    ReplyChoices.label(number + ". " + each.action().title()),
                    ButtonPayload.of(PART, SHOW, each.action().id())));
        }
        return new ReplyChoices(choices).message(speech.language(heading), String.join("\n", lines));
    }

    private Future<ReplyResult> list(SqlClient tx, Reply reply, MessageSpec message) {
        return remember(tx, reply).map(remembered -> ReplyResult.of(message));
    }

    /** The list may still be answered when something else was sent after it; a dialogue of another part goes on. */
    private Future<Void> remember(SqlClient tx, Reply reply) {
        Conversation open = reply.conversation();
        Instant now = clock.instant();
        return open != null && !open.belongsTo(PART)
                ? Future.succeededFuture()
                : conversations.put(
                        tx,
                        reply.organisationId(),
                        new Conversation(reply.contactId(), LIST, new JsonObject(), now.plus(LIST_KEPT)),
                        now);
    }

    private Future<Optional<ReplyResult>> stats(SqlClient tx, Reply reply) {
        return OrganisationTexts.of(tx, reply)
                .compose(speech -> store.own(tx, reply.organisationId(), reply.contactId())
                        .compose(own -> ofKinds(tx, reply, speech)
                                .compose(lines -> own.accepted() == 0 && lines.isEmpty()
                                        ? Future.succeededFuture(Optional.empty())
                                        : shares.own(tx, reply.organisationId(), reply.contactId())
                                                .map(shared -> Optional.of(stats(speech, own, lines, shared))))));
    }

    /** What they did in each kind of action, and what they answered. */
    private Future<List<String>> ofKinds(SqlClient tx, Reply reply, OrganisationTexts speech) {
        List<String> lines = new ArrayList<>();
        Future<Void> all = Future.succeededFuture();
        for (ActionKind kind : kinds.all()) {
            all = all.compose(before -> kind.stats(tx, reply, speech))
                    .onSuccess(line -> line.ifPresent(lines::add))
                    .mapEmpty();
        }
        return all.compose(told -> answers.lines(tx, speech.profile(), speech.wanted(), reply.contactId()))
                .onSuccess(lines::addAll)
                .map(lines);
    }

    private static ReplyResult stats(
            OrganisationTexts speech,
            AssignmentStore.Own own,
            List<String> ofKinds,
            Optional<ShareFigures.Own> shared) {
        List<String> lines = new ArrayList<>();
        lines.add(speech.text("stats.actions.accepted", Map.of("count", own.accepted())));
        lines.add(speech.text("stats.actions.done", Map.of("count", own.done())));
        lines.addAll(ofKinds);
        shared.ifPresent(figures -> lines.addAll(ShareReplies.lines(speech.profile(), speech.wanted(), figures)));
        return ReplyResult.of(MessageSpec.of(
                speech.language("stats.actions.accepted"), lines.stream().collect(Collectors.joining("\n"))));
    }
}
