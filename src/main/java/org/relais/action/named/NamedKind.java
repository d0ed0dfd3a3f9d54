package org.relais.action.named;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionKind;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.action.Speech;
import org.relais.conversation.Answer;
import org.relais.conversation.Reply;
import org.relais.template.Fault;
import org.relais.template.MessageSpec;

/** Sharing as it is, and where named sharing is on, how to write to people one knows: told with what is passed on. */
public final class NamedKind implements ActionKind {
    private final ActionKind sharing;
    private final @Nullable NamedCodes codes;
    private final NamedStore store = new NamedStore();

    /** @param codes null when there are no public pages, and so no named sharing */
    public NamedKind(ActionKind sharing, @Nullable NamedCodes codes) {
        this.sharing = sharing;
        this.codes = codes;
    }

    @Override
    public ActionType type() {
        return sharing.type();
    }

    @Override
    public boolean doneByWord() {
        return sharing.doneByWord();
    }

    @Override
    public boolean acceptanceCounts() {
        return sharing.acceptanceCounts();
    }

    @Override
    public Future<List<Fault>> missing(SqlClient tx, Action action) {
        return sharing.missing(tx, action);
    }

    @Override
    public Future<Void> opened(SqlClient tx, Action action) {
        return sharing.opened(tx, action);
    }

    @Override
    public Future<Answer> accepted(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return sharing.accepted(tx, reply, action, assignment)
                .compose(answer -> invited(tx, reply, action, assignment, answer));
    }

    @Override
    public Future<Answer> resumed(SqlClient tx, Reply reply, Action action, Assignment assignment) {
        return sharing.resumed(tx, reply, action, assignment)
                .compose(answer -> invited(tx, reply, action, assignment, answer));
    }

    @Override
    public Future<Void> withdrawn(SqlClient tx, Action action, Assignment assignment) {
        return sharing.withdrawn(tx, action, assignment);
    }

    @Override
    public Future<Void> declined(SqlClient tx, Action action, Assignment assignment) {
        return sharing.declined(tx, action, assignment);
    }

    @Override
    public Future<Void> ended(SqlClient tx, Action action) {
        return sharing.ended(tx, action);
    }

    private Future<Answer> invited(SqlClient tx, Reply reply, Action action, Assignment assignment, Answer answer) {
        NamedCodes known = codes;
        return known == null
                ? Future.succeededFuture(answer)
                : store.on(tx, action.id())
                        .compose(on -> on
                                ? Speech.to(tx, reply)
                                        .map(speech -> with(answer, speech, known.page(assignment.contactId())))
                                : Future.succeededFuture(answer));
    }

    private static Answer with(Answer answer, Speech speech, String page) {
        List<MessageSpec> messages = new ArrayList<>(answer.messages());
        messages.add(speech.say("named.invite", Map.of("link", page)));
        return new Answer(messages, answer.storedIds());
    }
}
