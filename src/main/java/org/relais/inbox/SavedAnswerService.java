package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** Answers that an organisation gives often, in the order of their number keys. Every change is audited. */
public final class SavedAnswerService {
    private final Pool pool;
    private final AuditStore audit;
    private final InstantSource clock;
    private final SavedAnswerStore store = new SavedAnswerStore();

    public SavedAnswerService(Pool pool, AuditStore audit, InstantSource clock) {
        this.pool = pool;
        this.audit = audit;
        this.clock = clock;
    }

    public Future<List<SavedAnswer>> all(long organisationId) {
        return store.all(pool, organisationId);
    }

    /** Adds one; fails with {@link InvalidInputException}, also when there are {@link SavedAnswer#MOST} already. */
    public Future<SavedAnswer> add(Actor actor, String title, String text) {
        String cleanTitle = title.replace("\0", "").strip();
        String cleanText = text.replace("\0", "").strip();
        List<Fault> faults = new ArrayList<>();
        check(faults, "title", cleanTitle, SavedAnswer.LONGEST_TITLE);
        check(faults, "text", cleanText, OrganiserAnswerService.LONGEST);
        if (!faults.isEmpty()) {
            return Future.failedFuture(new InvalidInputException(faults));
        }
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.withTransaction(tx -> store.insert(
                                tx, actor.organisationId(), cleanTitle, cleanText, actor.name(), clock.instant())
                        .compose(id -> id.isEmpty()
                                ? Future.failedFuture(new InvalidInputException(
                                        "title", FaultCode.TOO_MANY_ENTRIES, SavedAnswer.MOST + 1, SavedAnswer.MOST))
                                : audit.write(tx, actor, "saved_answer.add", "saved_answer:" + id.get())
                                        .map(new SavedAnswer(id.get(), cleanTitle, cleanText)))));
    }

    /** Removes one; false when the organisation has none of this id. */
    public Future<Boolean> remove(Actor actor, long id) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.withTransaction(tx -> store.delete(tx, actor.organisationId(), id)
                        .compose(removed ->
                                audit.write(removed, tx, actor, "saved_answer.remove", "saved_answer:" + id))));
    }

    private static void check(List<Fault> faults, String field, String text, int longest) {
        if (text.isEmpty()) {
            faults.add(Fault.of(field, FaultCode.REQUIRED));
        } else if (text.length() > longest) {
            faults.add(Fault.of(field, FaultCode.TEXT_TOO_LONG, text.length(), longest));
        }
    }
}
