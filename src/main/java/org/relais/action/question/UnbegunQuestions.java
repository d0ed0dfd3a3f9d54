package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionListStore;
import org.relais.action.ActionListStore.Listed;
import org.relais.action.ActionType;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.contact.ConsentState;
import org.relais.conversation.Conversation;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyResult;
import org.relais.conversation.words.SurveyInquiry;

/** What is said of questions that nobody is in the middle of: what is asked before they are begun, and that they go on. */
final class UnbegunQuestions {
    private final QuestionDialogue dialogue;
    private final InstantSource clock;
    private final ActionListStore lists = new ActionListStore();
    private final AssignmentStore parts = new AssignmentStore();

    UnbegunQuestions(QuestionDialogue dialogue, InstantSource clock) {
        this.dialogue = dialogue;
        this.clock = clock;
    }

    /** The answer; empty for any other text, and where it may be about another offer. */
    Future<Optional<ReplyResult>> asked(SqlClient tx, Reply reply) {
        String text = reply.text();
        boolean words = reply.kind() == Reply.Kind.TEXT && reply.command() == null && !isLed(reply.conversation());
        if (text == null || !words || reply.state() != ConsentState.SUBSCRIBED) {
            return Future.succeededFuture(Optional.empty());
        }
        Optional<SurveyInquiry> asked = SurveyInquiry.of(text);
        return asked.isEmpty() && !SurveyInquiry.isResumed(text)
                ? Future.succeededFuture(Optional.empty())
                : lists.of(tx, reply.organisationId(), reply.contactId(), clock.instant(), ReplyChoices.MOST)
                        .compose(listed -> (asked.isEmpty() ? begun(listed) : Optional.<Action>empty())
                                .or(() -> meant(listed))
                                .map(action -> about(tx, reply, action, asked))
                                .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private static boolean isLed(@Nullable Conversation open) {
        return open != null && open.takesWords();
    }

    private Future<Optional<ReplyResult>> about(
            SqlClient tx, Reply reply, Action action, Optional<SurveyInquiry> asked) {
        return parts.take(tx, reply.organisationId(), action.id(), reply.contactId(), clock.instant())
                .map(part -> part.filter(one -> asked.isPresent() || one.takesPart()))
                .compose(part -> part.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : dialogue.turn(tx, reply, action, part.get())
                                .compose(turn ->
                                        asked.isPresent() ? dialogue.about(turn, -1, asked.get()) : dialogue.ask(turn))
                                .map(Optional::of));
    }

    /** Those that are the only thing offered; else, where nothing is, the only ones that were begun. */
    private static Optional<Action> meant(List<Listed> listed) {
        List<Action> offered = in(AssignmentState.OFFERED, listed);
        List<Action> open = offered.isEmpty()
                ? in(AssignmentState.ACCEPTED, listed).stream()
                        .filter(UnbegunQuestions::isOfQuestions)
                        .toList()
                : offered;
        return open.size() == 1
                ? open.stream().filter(UnbegunQuestions::isOfQuestions).findFirst()
                : Optional.empty();
    }

    /** Whoever goes on with one goes on with the only one that was begun, whatever else is offered. */
    private static Optional<Action> begun(List<Listed> listed) {
        List<Action> begun = in(AssignmentState.ACCEPTED, listed).stream()
                .filter(UnbegunQuestions::isOfQuestions)
                .toList();
        return begun.size() == 1 ? Optional.of(begun.get(0)) : Optional.empty();
    }

    private static List<Action> in(AssignmentState state, List<Listed> listed) {
        return listed.stream()
                .filter(each -> each.state() == state)
                .map(Listed::action)
                .toList();
    }

    private static boolean isOfQuestions(Action action) {
        return action.type() == ActionType.QUESTION;
    }
}
