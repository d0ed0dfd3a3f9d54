package org.relais.action.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.relais.action.Action;
import org.relais.action.ActionStore;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.ReplyResult;
import org.relais.share.PersonalShareLinks;

/**
 * The offer of an action to whoever came by what a volunteer passed on of it and has agreed: what they came for is theirs to
 * answer, by its own buttons, whomever it was sent to.
 */
public final class FriendOffers implements ReplyHandler {
    private final PersonalShareLinks links;
    private final InstantSource clock;
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore parts = new AssignmentStore();

    public FriendOffers(PersonalShareLinks links, InstantSource clock) {
        this.links = links;
        this.clock = clock;
    }

    @Override
    public Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<ReplyResult> agreed(SqlClient tx, Reply reply, OptInQuestion question) {
        return links.messageOf(question)
                .map(messageId -> actions.passingOn(tx, reply.organisationId(), messageId)
                        .compose(action -> action.filter(open -> open.isOpen(clock.instant()))
                                .map(open -> offer(tx, reply, open))
                                .orElseGet(() -> Future.succeededFuture(ReplyResult.silent()))))
                .orElseGet(() -> Future.succeededFuture(ReplyResult.silent()));
    }

    /** The stored offer itself, so that its answers are those of somebody who was offered it. */
    private Future<ReplyResult> offer(SqlClient tx, Reply reply, Action action) {
        long offerId = Objects.requireNonNull(action.offerId(), "an open action has an offer");
        return parts.find(tx, action.organisationId(), action.id(), reply.contactId())
                .map(part -> part.filter(one -> one.takesPart() || one.state() == AssignmentState.DONE)
                        .isPresent())
                .map(taken -> taken ? ReplyResult.silent() : new ReplyResult(List.of(), List.of(offerId)));
    }
}
