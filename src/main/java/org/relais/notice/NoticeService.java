package org.relais.notice;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.relais.broadcast.Declaration;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** What organisers do about notices: read them, correct them, and see to what is reported. Every deed is audited. */
public final class NoticeService {
    /** For how long a report is kept once it is closed: time to answer for it, and no longer. */
    public static final Duration REPORTS_KEPT = Duration.ofDays(180);

    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final NoticeStore store = new NoticeStore();

    public NoticeService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /** The notice of a broadcast; empty when it is no political advertising, or has not started. */
    public Future<Optional<Notice>> find(long organisationId, long broadcastId) {
        return store.find(pool, organisationId, broadcastId);
    }

    /**
     * Adds a version to a notice; what it said before stays readable.
     *
     * @param json a declaration, which is to be one of political advertising
     * @return the notice as it is then; empty when there is none; fails with {@link InvalidInputException}
     */
    public Future<Optional<Notice>> correct(Actor actor, long broadcastId, JsonObject json) {
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.BROADCASTS)
                .map(permitted -> read(json))
                .compose(says -> pool.withTransaction(tx -> store.lock(tx, organisationId, broadcastId)
                        .compose(locked -> store.find(tx, organisationId, broadcastId))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(found)
                                : store.correct(tx, actor, broadcastId, says, clock.instant())
                                        .compose(done ->
                                                audit.write(tx, actor, "notice.correct", "broadcast:" + broadcastId))
                                        .compose(done -> store.find(tx, organisationId, broadcastId)))));
    }

    private static Declaration read(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        Declaration says = Declaration.read(object);
        if (object.faults().isEmpty() && says.advertisement() == null) {
            object.fault("kind", FaultCode.DECLARATION_KIND_FIXED);
        }
        object.refuseFaults();
        return says;
    }

    /**
     * Reports that nobody has seen to, oldest first.
     *
     * @param after id of the last one before; 0 for the first page
     * @param limit 1 to 1,000
     */
    public Future<List<NoticeReport>> reports(long organisationId, long after, int limit) {
        return store.open(pool, organisationId, after, limit);
    }

    /** Deletes what readers wrote, {@link #REPORTS_KEPT} after it was closed. */
    public Future<Void> prune() {
        return store.prune(pool, clock.instant().minus(REPORTS_KEPT));
    }

    /** Closes a report, and forgets where its writer asked for an answer; false when there is no open one of this id. */
    public Future<Boolean> close(Actor actor, long id) {
        return actor.permitted(Permission.INBOX)
                .compose(permitted -> pool.withTransaction(tx -> store.close(tx, actor, id, clock.instant())
                        .compose(closed -> closed
                                ? audit.write(tx, actor, "notice_report.close", "notice_report:" + id)
                                        .map(true)
                                : Future.succeededFuture(false))));
    }
}
