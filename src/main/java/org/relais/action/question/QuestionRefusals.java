package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.action.Action;
import org.relais.action.ActionStore;
import org.relais.action.ActionType;
import org.relais.action.Assignment;
import org.relais.action.AssignmentStore;
import org.relais.action.Assignments;
import org.relais.action.question.QuestionStore.Opening;
import org.relais.channel.ChannelRegistry;
import org.relais.delivery.Outbox;
import org.relais.delivery.RefusalListener;
import org.relais.organisation.Sender;

/**
 * Listener to refused messages that open a form, because their platform has it no more, or keeps it closed: from then on everybody
 * is asked in the chat, and so, at once, is whoever waited for that message.
 */
public final class QuestionRefusals implements RefusalListener {
    private final Pool pool;
    private final ChannelRegistry channels;
    private final InstantSource clock;
    private final QuestionDialogue dialogue;
    private final ActionStore actions = new ActionStore();
    private final AssignmentStore parts = new AssignmentStore();
    private final QuestionStore store = new QuestionStore();

    public QuestionRefusals(Pool pool, ChannelRegistry channels, InstantSource clock) {
        this.pool = pool;
        this.channels = channels;
        this.clock = clock;
        // Nothing is opened here, so there is nothing to sign.
        this.dialogue = new QuestionDialogue(new Assignments(new Outbox(clock), clock), new FormCodes(null), clock);
    }

    @Override
    public Future<Void> refused(Sender sender, long deliveryId, String code) {
        boolean unopened = channels.find(sender.channel())
                .flatMap(channel -> channel.forms(sender.externalId()))
                .filter(forms -> forms.isUnopened(code))
                .isPresent();
        return unopened
                ? pool.withTransaction(tx -> store.opening(tx, sender.organisationId(), deliveryId)
                        .compose(opening -> opening.isEmpty()
                                ? Future.succeededFuture()
                                : withdraw(tx, sender.organisationId(), opening.get())))
                : Future.succeededFuture();
    }

    private Future<Void> withdraw(SqlClient tx, long organisationId, Opening opening) {
        return actions.hold(tx, organisationId, opening.actionId())
                .map(found -> found.filter(action -> action.type() == ActionType.QUESTION)
                        .filter(action -> action.isOpen(clock.instant())))
                .compose(action -> action.isEmpty()
                        ? Future.succeededFuture()
                        : parts.take(tx, organisationId, opening.actionId(), opening.contactId(), clock.instant())
                                .compose(part -> store.withdraw(tx, action.get(), opening.form())
                                        .compose(withdrawn -> ask(tx, action.get(), part))));
    }

    private Future<Void> ask(SqlClient tx, Action action, Optional<Assignment> part) {
        return part.filter(Assignment::takesPart).isEmpty()
                ? Future.succeededFuture()
                : parts.language(tx, part.get())
                        .compose(language -> dialogue.instead(tx, action, part.get(), language.orElse(null)));
    }
}
