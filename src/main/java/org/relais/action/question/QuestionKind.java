package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.stream.Stream;
import org.relais.action.Action;
import org.relais.action.ActionKind;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.action.OfferButton;
import org.relais.action.SpokenPart;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.input.Fault;
import org.relais.input.FaultCode;

/** Answering questions: a yes to the offer is answered with the first one. */
final class QuestionKind implements ActionKind {
    /** Those under the offer. */
    static final List<OfferButton> BUTTONS =
            List.of(new OfferButton(OfferButton.YES, "question.yes"), new OfferButton(OfferButton.NO, "action.no"));

    private final QuestionDialogue dialogue;
    private final QuestionPublisher publisher;
    private final QuestionStore store = new QuestionStore();

    QuestionKind(QuestionDialogue dialogue, QuestionPublisher publisher) {
        this.dialogue = dialogue;
        this.publisher = publisher;
    }

    @Override
    public ActionType type() {
        return ActionType.QUESTION;
    }

    @Override
    public List<OfferButton> buttons() {
        return BUTTONS;
    }

    @Override
    public boolean acceptanceCounts() {
        return true;
    }

    @Override
    public Future<List<Fault>> missing(SqlClient tx, Action action) {
        return store.form(tx, action.organisationId(), action.id())
                .compose(form -> form.isEmpty()
                        ? Future.succeededFuture(List.of(Fault.of("steps", FaultCode.QUESTIONS_REQUIRED)))
                        : publisher.faults(tx, action, form.get()));
    }

    @Override
    public Future<List<SpokenPart>> spoken(SqlClient tx, Action action) {
        return store.form(tx, action.organisationId(), action.id()).map(found -> found.stream()
                .flatMap(form -> Stream.concat(
                        Stream.of(new SpokenPart("questions", form.language(), form.whole(), null)),
                        Stream.of(form.thanks())
                                .filter(thanks -> !thanks.isEmpty())
                                .map(thanks -> new SpokenPart("thanks", form.language(), thanks.keySet(), null))))
                .toList());
    }

    @Override
    public Future<Void> prepared(Action action) {
        return publisher.publish(action);
    }

    @Override
    public Future<ReplyResult> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return resumed(tx, reply, action, assignment);
    }

    @Override
    public Future<ReplyResult> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return dialogue.turn(tx, reply, action, assignment).compose(dialogue::ask);
    }

    /** Who does not take part any more has answered nothing. */
    @Override
    public Future<Void> withdrawn(SqlClient tx, Action action, Assignment assignment) {
        return store.keepOnly(tx, action.id(), assignment.contactId(), List.of());
    }
}
