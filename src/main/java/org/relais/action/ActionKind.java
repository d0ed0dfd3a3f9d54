package org.relais.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.input.Fault;

/**
 * What one type of action does. Everything runs in the caller's transaction; the core has checked that the action is open
 * and that the person was offered it, and has noted the answer. Replies to messages of a kind's own come to a
 * {@link org.relais.conversation.ReplyHandler} of its own.
 */
public interface ActionKind {

    ActionType type();

    /** The buttons under the offer, at most three. */
    default List<OfferButton> buttons() {
        return List.of(new OfferButton(OfferButton.YES, "action.yes"), new OfferButton(OfferButton.NO, "action.no"));
    }

    /** Whether volunteers may say themselves that they have done it. */
    default boolean doneByWord() {
        return false;
    }

    /** Whether to accept is the work that ceilings count, as with what is done once; else each unit is judged by itself. */
    default boolean acceptanceCounts() {
        return false;
    }

    /** What the offer says under its own text, by language, as it is now; empty for nothing. */
    default Future<Optional<UnaryOperator<String>>> details(SqlClient tx, long organisationId, long actionId) {
        return Future.succeededFuture(Optional.empty());
    }

    /** A line of MY STATS about what somebody has done of this kind; empty when they have done nothing. */
    default Future<Optional<String>> stats(SqlClient tx, Reply reply, OrganisationTexts texts) {
        return Future.succeededFuture(Optional.empty());
    }

    /** What this kind says besides the offer, as far as it is written. */
    default Future<List<SpokenPart>> spoken(SqlClient tx, Action action) {
        return Future.succeededFuture(List.of());
    }

    /** What is still missing before it may be opened, by field; empty when nothing is. */
    default Future<List<Fault>> missing(SqlClient tx, Action action) {
        return Future.succeededFuture(List.of());
    }

    /**
     * Nothing is missing, and it is about to be opened: makes what platforms must have before. Outside of any transaction, and
     * possibly in vain; fails with {@link org.relais.input.InvalidInputException} when it can't be had.
     */
    default Future<Void> prepared(Action action) {
        return Future.succeededFuture();
    }

    /** It was opened just now. */
    default Future<Void> opened(SqlClient tx, Action action) {
        return Future.succeededFuture();
    }

    /**
     * The volunteer takes part, or has changed their answer to another one than no.
     *
     * @param assignment as it is now; {@link Assignment#answer} says by which button
     * @return what to say; the first thing to do
     */
    Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment);

    /** The day on which it takes place; empty for what has none. */
    default Future<Optional<LocalDate>> day(SqlClient tx, Action action) {
        return Future.succeededFuture(Optional.empty());
    }

    /** As {@link Action#overKey}, with what the kind knows besides. */
    default Future<String> overKey(SqlClient tx, Action action) {
        return Future.succeededFuture(action.overKey());
    }

    /**
     * The volunteer gives the answer again that they have given before.
     *
     * @return what to say; empty for the same words as of every action
     */
    default Future<Optional<ReplyResult>> repeated(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return Future.succeededFuture(Optional.empty());
    }

    /**
     * How somebody who takes part stands in it, for their list of actions.
     *
     * @return key of a text with {@code number} and {@code title}; empty for the same words as of every action
     */
    default Future<Optional<String>> line(SqlClient tx, Action action, long contactId) {
        return Future.succeededFuture(Optional.empty());
    }

    /** A volunteer who takes part asks for it again, from ACTIONS, a reminder or an old button: says where they stand. */
    Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment);

    /** A volunteer who took part does not any more: what they hold is given back. */
    default Future<Void> withdrawn(SqlClient tx, Action action, Assignment assignment) {
        return Future.succeededFuture();
    }

    /** A volunteer says no who did not take part before. */
    default Future<Void> declined(SqlClient tx, Action action, Assignment assignment) {
        return Future.succeededFuture();
    }

    /** It has ended or was cancelled ({@link Action#state} says which): what is under way is given back. */
    default Future<Void> ended(SqlClient tx, Action action) {
        return Future.succeededFuture();
    }
}
