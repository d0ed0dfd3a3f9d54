package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.action.event.Attendance.Answered;
import org.relais.conversation.Answer;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyHandler;

/**
 * Answers to an event's own messages, and people who come by its public page. A tap counts only from somebody who was
 * asked: by the offer, by a message about their earlier answer, or by the link a moment ago.
 */
public final class EventReplies implements ReplyHandler {
    private static final String ASKED = EventMessages.PART + ".asked";
    private static final String ACTION = "action";
    private static final Duration OPEN = Duration.ofDays(7);

    private final EventDesk desk;
    private final EventCodes codes;
    private final InstantSource clock;
    private final EventStore events = new EventStore();
    private final ConversationStore conversations = new ConversationStore();

    EventReplies(EventDesk desk, EventCodes codes, InstantSource clock) {
        this.desk = desk;
        this.codes = codes;
        this.clock = clock;
    }

    @Override
    public Future<Optional<Answer>> handle(SqlClient tx, Reply reply) {
        String argument = reply.argument();
        if (reply.kind() == Reply.Kind.JOIN && argument != null) {
            return codes.read(argument)
                    .map(actionId -> join(tx, reply, actionId))
                    .orElseGet(() -> Future.succeededFuture(Optional.empty()));
        }
        ButtonPayload button = reply.button();
        return button != null && button.part().equals(EventMessages.PART)
                ? pressed(tx, reply, button)
                : Future.succeededFuture(Optional.empty());
    }

    /** Only an event of the organisation that was written to. */
    private Future<Optional<Answer>> join(SqlClient tx, Reply reply, long actionId) {
        return events.find(tx, reply.organisationId(), actionId)
                .compose(event -> event.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : ask(tx, reply, event.get()).map(Optional::of));
    }

    private Future<Answer> ask(SqlClient tx, Reply reply, Event event) {
        Conversation asked = new Conversation(
                reply.contactId(),
                ASKED,
                new JsonObject().put(ACTION, event.actionId()),
                clock.instant().plus(OPEN));
        return conversations
                .put(tx, reply.organisationId(), asked, clock.instant())
                .compose(put -> desk.question(tx, reply, event));
    }

    private Future<Optional<Answer>> pressed(SqlClient tx, Reply reply, ButtonPayload button) {
        Optional<Choice> choice = Choice.of(button.verb());
        if (choice.isEmpty() || button.id(0).isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        long actionId = button.id(0).getAsLong();
        return asked(tx, reply, actionId)
                .compose(asked -> asked
                        ? desk.answer(tx, reply, actionId, choice.get())
                        : Future.succeededFuture(Optional.<Answered>empty()))
                .compose(answered -> answered.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : desk.say(tx, reply, answered.get()).map(Optional::of));
    }

    private Future<Boolean> asked(SqlClient tx, Reply reply, long actionId) {
        boolean byLink = reply.conversationOf(ASKED)
                .filter(conversation -> conversation.data().getLong(ACTION, 0L) == actionId)
                .isPresent();
        return byLink ? Future.succeededFuture(true) : desk.knows(tx, actionId, reply.contactId());
    }
}
