package org.relais.action.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.ActionButtons;
import org.relais.action.ActionKinds;
import org.relais.action.ActionListStore;
import org.relais.action.ActionListStore.Listed;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.action.Assignments;
import org.relais.action.OfferButton;
import org.relais.contact.ConsentState;
import org.relais.conversation.ActionWish;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Command;
import org.relais.conversation.Conversation;
import org.relais.conversation.DialogueExit;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.OpenMessageStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.Topic;
import org.relais.conversation.words.ShareWish;

/**
 * The chat's side of actions: the buttons of offers and reminders ({@link ActionTaps}), ACTIONS and STATS ({@link
 * ActionOverview}), and words that mean one of these. A forged button does nothing, and an old one still finds its action.
 * Nothing changes twice.
 */
public final class ActionReplies implements ReplyHandler {
    private static final int MOST_SEARCHED = 50;

    private final ActionKinds kinds;
    private final ActionOverview overview;
    private final ActionTaps taps;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore store = new AssignmentStore();
    private final ActionListStore lists = new ActionListStore();
    private final OpenMessageStore sent = new OpenMessageStore();

    public ActionReplies(ActionKinds kinds, Assignments assignments, InstantSource clock) {
        this.kinds = kinds;
        this.overview = new ActionOverview(kinds, clock);
        this.taps = new ActionTaps(kinds, assignments, overview, clock);
        this.clock = clock;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        if (reply.command() == Command.ACTIONS) {
            return overview.list(tx, reply);
        }
        if (reply.command() == Command.STATS) {
            return overview.stats(tx, reply);
        }
        String text = reply.text();
        if (reply.command() == Command.SHARE && reply.state() == ConsentState.SUBSCRIBED) {
            return (text == null ? Future.succeededFuture(Optional.<ReplyResult>empty()) : spoken(tx, reply, text))
                    .compose(said -> said.isPresent() ? Future.succeededFuture(said) : newest(tx, reply, each -> true));
        }
        ButtonPayload button = reply.button();
        if (button != null) {
            return button.part().equals(ActionButtons.PART)
                    ? taps.tap(tx, reply, button)
                    : Future.succeededFuture(Optional.empty());
        }
        Long quoted = reply.contextDeliveryId();
        if (quoted != null && reply.kind() == Reply.Kind.TEXT) {
            return quoted(tx, reply, quoted);
        }
        if (text == null || reply.kind() != Reply.Kind.TEXT || reply.state() != ConsentState.SUBSCRIBED) {
            return Future.succeededFuture(Optional.empty());
        }
        return spoken(tx, reply, text)
                .compose(said -> said.isPresent() || !isFree(reply) || !ShareWish.asksWhat(text)
                        ? Future.succeededFuture(said)
                        : newest(tx, reply, ActionReplies::isTaken));
    }

    /** Whether no dialogue is under way that reads words. */
    private static boolean isFree(Reply reply) {
        Conversation open = reply.conversation();
        return open == null || !open.takesWords();
    }

    /** Between two calls anything else may be begun; what is asked is answered first. */
    private static boolean mayBegin(Reply reply, Topic.Sort sort) {
        Conversation open = reply.conversation();
        boolean between =
                open != null && open.belongsTo(DialogueExit.CALLS) && !open.isOfSomebodyCalled() && !open.awaitsWords();
        return isFree(reply) || between && sort != Topic.Sort.CALL;
    }

    /** What they have done or begin, in words that say nothing else, whatever of that sort it is. */
    private Future<Optional<ReplyResult>> spoken(SqlClient tx, Reply reply, String text) {
        return !ActionWish.mayBe(text)
                ? Future.succeededFuture(Optional.empty())
                : lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), MOST_SEARCHED)
                        .compose(listed -> {
                            if (isFree(reply) && ActionWish.isDone(text, titles(listed, Topic.Sort.SHARE))) {
                                return toldDone(tx, reply, listed);
                            }
                            return ActionWish.BEGUN.stream()
                                    .filter(sort -> mayBegin(reply, sort)
                                            && ActionWish.begins(text, sort, titles(listed, sort)))
                                    .findFirst()
                                    .map(sort -> begin(tx, reply, text, sort, of(listed, sort)))
                                    .orElseGet(() -> Future.succeededFuture(Optional.empty()));
                        });
    }

    private static List<Listed> of(List<Listed> listed, Topic.Sort sort) {
        return listed.stream()
                .filter(each -> sort(each.action().type()) == sort)
                .toList();
    }

    private static List<String> titles(List<Listed> listed, Topic.Sort sort) {
        return of(listed, sort).stream().map(each -> each.action().title()).toList();
    }

    /**
     * The only one that is open for them, else the only one that they have declined or done; of several it is asked which. Who has
     * calls to make is given somebody to call by these, and who may pass nothing on is given a link.
     */
    private Future<Optional<ReplyResult>> begin(
            SqlClient tx, Reply reply, String text, Topic.Sort sort, List<Listed> listed) {
        List<Listed> meant = meant(text, listed);
        boolean contact = sort == Topic.Sort.CALL && ActionWish.asksForContact(text);
        if (meant.isEmpty()) {
            return sort == Topic.Sort.SHARE || contact
                    ? Future.succeededFuture(Optional.empty())
                    : OrganisationTexts.of(tx, reply)
                            .map(texts -> Optional.of(ReplyResult.of(texts.say(
                                    sort == Topic.Sort.CALL ? "actions.none.call" : "actions.none.question",
                                    Map.of()))));
        }
        if (contact && meant.get(0).state() == AssignmentState.ACCEPTED) {
            return Future.succeededFuture(Optional.empty());
        }
        return meant.size() == 1 ? taps.tap(tx, reply, begun(meant.get(0))) : which(tx, reply, meant, this::begun);
    }

    private static List<Listed> meant(String text, List<Listed> listed) {
        List<Listed> open = listed.stream()
                .filter(each -> each.state() == AssignmentState.ACCEPTED || each.state() == AssignmentState.OFFERED)
                .toList();
        List<Listed> any = open.isEmpty() ? listed : open;
        List<Listed> named = any.stream()
                .filter(each -> ActionWish.names(text, each.action().title()))
                .toList();
        return named.isEmpty() ? any : named;
    }

    /** What they pass on is done; of several it is asked which; else what they were only asked to, or have done before. */
    private Future<Optional<ReplyResult>> toldDone(SqlClient tx, Reply reply, List<Listed> listed) {
        List<Listed> shares = listed.stream()
                .filter(each -> kinds.of(each.action()).doneByWord())
                .toList();
        List<Listed> meant = Stream.of(AssignmentState.ACCEPTED, AssignmentState.OFFERED, AssignmentState.DONE)
                .map(state ->
                        shares.stream().filter(each -> each.state() == state).toList())
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse(List.of());
        boolean one = meant.size() == 1 || !meant.isEmpty() && meant.get(0).state() == AssignmentState.DONE;
        return one
                ? taps.tap(tx, reply, done(meant.get(0)))
                : meant.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : which(tx, reply, meant, ActionReplies::done);
    }

    private static Future<Optional<ReplyResult>> which(
            SqlClient tx, Reply reply, List<Listed> meant, Function<Listed, ButtonPayload> button) {
        ReplyChoices choices = new ReplyChoices(meant.stream()
                .limit(ReplyChoices.MOST)
                .map(each ->
                        new ReplyChoices.Choice(ReplyChoices.label(each.action().title()), button.apply(each)))
                .toList());
        return OrganisationTexts.of(tx, reply)
                .map(texts -> Optional.of(ReplyResult.of(texts.ask("reply.which", Map.of(), choices))));
    }

    private static ButtonPayload done(Listed listed) {
        return ButtonPayload.of(
                ActionButtons.PART, ActionButtons.DONE, listed.action().id());
    }

    /** Words to a message about something that is over: they are told so. */
    private Future<Optional<ReplyResult>> quoted(SqlClient tx, Reply reply, long deliveryId) {
        return sent.find(tx, deliveryId)
                .map(message -> message.stream()
                        .flatMap(found -> found.options().stream())
                        .map(OpenMessage.Option::payload)
                        .filter(payload -> payload.part().equals(ActionButtons.PART)
                                && payload.id(0).isPresent())
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
                                                : taps.tap(tx, reply, button.get())));
    }

    /** An action of the organisation, with the person's last answer. */
    @Override
    public Future<Optional<Topic>> topic(SqlClient tx, long organisationId, long contactId, ButtonPayload button) {
        return button.part().equals(ActionButtons.PART) && button.id(0).isPresent()
                ? topic(tx, organisationId, contactId, button.id(0).getAsLong())
                : Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<List<String>> others(SqlClient tx, long organisationId, long contactId) {
        return lists.others(tx, organisationId, contactId, clock.instant(), MOST_SEARCHED);
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
                ActionButtons.topicKey(action.id()),
                action.title(),
                !action.isOpen(clock.instant())
                        || part.filter(one -> one.state() == AssignmentState.DONE)
                                .isPresent(),
                part.flatMap(Assignment::answeredAt).orElse(null),
                part.filter(Assignment::takesPart).isPresent(),
                part.flatMap(ActionReplies::said).orElse(null),
                sort(action.type()),
                Set.of(),
                "");
    }

    private static Optional<ReplyMeaning> said(Assignment part) {
        return part.state() == AssignmentState.DECLINED ? Optional.of(ReplyMeaning.NO) : ReplyMeaning.of(part.answer());
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
        if (button == null
                || !button.part().equals(ActionButtons.PART)
                || button.id(0).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long actionId = button.id(0).getAsLong();
        return store.find(tx, asked.organisationId(), actionId, asked.contactId())
                .map(assignment -> Optional.of(asked.texts()
                        .choice(
                                assignment.filter(Assignment::takesPart).isPresent() ? "action.give_up" : "action.no",
                                ButtonPayload.of(ActionButtons.PART, OfferButton.NO, actionId))));
    }

    /** What somebody takes part in besides events, each with its button; empty for nothing. */
    public Future<Optional<ReplyResult>> underWay(SqlClient tx, Reply reply) {
        return overview.underWay(tx, reply);
    }

    /** The newest of the things to pass on that these are, as by its button; empty for none. */
    private Future<Optional<ReplyResult>> newest(SqlClient tx, Reply reply, Predicate<Listed> which) {
        return lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), MOST_SEARCHED)
                .compose(listed -> of(listed, Topic.Sort.SHARE).stream()
                        .filter(which)
                        .findFirst()
                        .map(each -> taps.tap(tx, reply, begun(each)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private static boolean isTaken(Listed listed) {
        return listed.state() == AssignmentState.ACCEPTED || listed.state() == AssignmentState.DONE;
    }

    private ButtonPayload begun(Listed listed) {
        String verb = isTaken(listed)
                ? ActionButtons.SHOW
                : kinds.of(listed.action()).buttons().get(0).verb();
        return ButtonPayload.of(ActionButtons.PART, verb, listed.action().id());
    }
}
