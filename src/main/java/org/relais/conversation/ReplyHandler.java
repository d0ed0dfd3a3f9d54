package org.relais.conversation;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Optional;

/**
 * A part that can answer replies. Handlers are asked one after the other, in the order in which the service was wired,
 * and the first that answers ends it.
 *
 * <p>Everything is done in {@code tx}, which also enqueues the answer and marks the event as worked: either all of it
 * is committed or none, so an event that is tried again finds nothing half done. No request to a platform may be made.
 * A failed future means that it is tried again later.
 */
public interface ReplyHandler {

    /** Answers nothing. */
    ReplyHandler NOBODY = (tx, reply) -> Future.succeededFuture(Optional.empty());

    /** The answer, or empty when the reply is for somebody else. */
    Future<Optional<ReplyResult>> handle(SqlClient tx, Reply reply);

    /** The answer to a code of this part that was written and nothing else: it is read before anything that may be open. */
    default Future<Optional<ReplyResult>> coded(SqlClient tx, Reply reply) {
        return Future.succeededFuture(Optional.empty());
    }

    /** What is said to words that no part understood, where this one waits for an answer; empty when it waits for none. */
    default Future<Optional<ReplyResult>> waiting(SqlClient tx, Reply reply) {
        return Future.succeededFuture(Optional.empty());
    }

    /**
     * Writes down what somebody pressed who may not be answered, after a stop or while one is asked about. Completes with
     * whether it was this part's.
     */
    default Future<Boolean> note(SqlClient tx, Reply reply) {
        return Future.succeededFuture(false);
    }

    /**
     * A person said yes to an {@link OptInQuestion}, in the transaction that made them subscribed. Every part is told; one
     * that did not open the question does nothing.
     *
     * @param reply the yes; its state is the one before it
     * @return what they came for, said after the welcome
     */
    default Future<ReplyResult> agreed(SqlClient tx, Reply reply, OptInQuestion question) {
        return Future.succeededFuture(ReplyResult.silent());
    }

    /** What somebody is told, after the welcome, who is back after a stop. */
    default Future<ReplyResult> returned(SqlClient tx, Reply reply) {
        return Future.succeededFuture(ReplyResult.silent());
    }

    /** What is open for somebody who has just joined, said after the welcome; not where they came for one thing. */
    default Future<ReplyResult> joined(SqlClient tx, Reply reply) {
        return Future.succeededFuture(ReplyResult.silent());
    }

    /** The buttons that answer what one of a list shows; empty for a button of another part. */
    default List<OpenMessage.Option> answers(ButtonPayload listed) {
        return List.of();
    }

    /** What was under way in this part, asked again of who goes on after having been asked whether to stop. */
    default Future<ReplyResult> resumed(SqlClient tx, Reply reply) {
        return Future.succeededFuture(ReplyResult.silent());
    }

    /** Sees to what somebody counts on, and was kept from them while they were held; they are held no more. */
    default Future<Void> released(SqlClient tx, Reply reply) {
        return Future.succeededFuture();
    }

    /**
     * What was kept back from somebody while they were asked whether to stop, and is of use to them still: said behind that we go on, or
     * queued again.
     *
     * @param holdEventId of that hold, in the ledger
     */
    default Future<ReplyResult> missed(SqlClient tx, Reply reply, long holdEventId) {
        return Future.succeededFuture(ReplyResult.silent());
    }

    /** What a link of this part is called in the evidence of a consent; empty for a code that is not this part's. */
    default Future<Optional<String>> reference(SqlClient tx, Reply join) {
        return Future.succeededFuture(Optional.empty());
    }

    /** The button by which somebody leaves a dialogue of this part, and nothing else; empty for a dialogue of another part. */
    default Future<Optional<ReplyChoices.Choice>> exit(SqlClient tx, DialogueExit asked) {
        return Future.succeededFuture(Optional.empty());
    }

    /** The button that asks again what a dialogue waits for; empty for a dialogue of another part, or one that can't. */
    default Optional<ButtonPayload> again(Conversation open) {
        return Optional.empty();
    }

    /** What words are in this part that were said where another's question asked for some; empty for anything else. */
    default Future<Optional<ReplyChoices.Choice>> besides(SqlClient tx, Reply reply) {
        return Future.succeededFuture(Optional.empty());
    }

    /** Keeps words that a question of this part asked for while it is asked whose they are: the button takes them as its answer. */
    default Future<Optional<ReplyChoices.Choice>> keeps(SqlClient tx, Reply reply) {
        return Future.succeededFuture(Optional.empty());
    }

    /**
     * Takes all that several buttons answer, by id, before the first is pressed: two people who answer the same things in opposite
     * order then wait for one another, and not crosswise.
     */
    default Future<Void> take(SqlClient tx, long contactId, List<ButtonPayload> buttons) {
        return Future.succeededFuture();
    }

    /** What a button of this part is about, for a person; empty for a button of another part. */
    default Future<Optional<Topic>> topic(SqlClient tx, long organisationId, long contactId, ButtonPayload button) {
        return Future.succeededFuture(Optional.empty());
    }

    /** The titles of what is open in this part and was never offered to a person. */
    default Future<List<String>> others(SqlClient tx, long organisationId, long contactId) {
        return Future.succeededFuture(List.of());
    }
}
