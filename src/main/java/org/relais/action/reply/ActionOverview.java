package org.relais.action.reply;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.ActionButtons;
import org.relais.action.ActionKind;
import org.relais.action.ActionKinds;
import org.relais.action.ActionListStore;
import org.relais.action.ActionListStore.Listed;
import org.relais.action.ActionType;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.answer.AnswerFigures;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;
import org.relais.share.ShareFigures;
import org.relais.share.ShareReplies;
import org.relais.template.MessageSpec;

/** What one person takes part in, was offered and has done: the answers to ACTIONS and STATS. */
final class ActionOverview {
    private static final String LIST = ActionButtons.PART + ".list";
    private static final Duration LIST_KEPT = Duration.ofHours(12);

    private final ActionKinds kinds;
    private final InstantSource clock;
    private final AssignmentStore store = new AssignmentStore();
    private final ActionListStore lists = new ActionListStore();
    private final ShareFigures shares = new ShareFigures();
    private final AnswerFigures answers = new AnswerFigures();
    private final ConversationStore conversations = new ConversationStore();

    ActionOverview(ActionKinds kinds, InstantSource clock) {
        this.kinds = kinds;
        this.clock = clock;
    }

    /** What there is to do, and what they have begun or done, each with its button; empty for nothing. */
    Future<Optional<ReplyResult>> list(SqlClient tx, Reply reply) {
        return lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), ReplyChoices.MOST)
                .compose(listed -> listed.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : OrganisationTexts.of(tx, reply)
                                .compose(speech -> list(tx, reply, speech, listed))
                                .map(Optional::of));
    }

    /** What somebody takes part in besides events, each with its button; empty for nothing. */
    Future<Optional<ReplyResult>> underWay(SqlClient tx, Reply reply) {
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
                    ActionButtons.show(each.action().id())));
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
        return open != null && !open.belongsTo(ActionButtons.PART)
                ? Future.succeededFuture()
                : conversations.put(
                        tx,
                        reply.organisationId(),
                        new Conversation(reply.contactId(), LIST, new JsonObject(), now.plus(LIST_KEPT)),
                        now);
    }

    /** What they have done, kind by kind; empty for nothing. */
    Future<Optional<ReplyResult>> stats(SqlClient tx, Reply reply) {
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
