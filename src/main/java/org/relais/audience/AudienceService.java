package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.relais.consent.Purpose;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** Audiences kept under a name, and how many an audience is now. Every change is audited. */
public final class AudienceService {
    private final Pool pool;
    private final AuditStore audit;
    private final InstantSource clock;
    private final SavedAudienceStore store = new SavedAudienceStore();
    private final AudienceStore audiences = new AudienceStore();
    private final AudienceCheck check = new AudienceCheck();

    public AudienceService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.audit = new AuditStore(clock);
        this.clock = clock;
    }

    /** Those of the organisation, by name. */
    public Future<List<SavedAudience>> all(long organisationId) {
        return store.all(pool, organisationId);
    }

    public Future<Optional<SavedAudience>> find(long organisationId, long id) {
        return store.find(pool, organisationId, id);
    }

    /**
     * Who of it may be written to now, on whichever channel, and who may not and why. Fails with
     * {@link InvalidInputException} when it names what the organisation does not have.
     */
    public Future<Reach> count(long organisationId, Audience audience) {
        return checked(pool, organisationId, audience)
                .compose(fine -> audiences.count(pool, new Target(organisationId, audience, Purpose.BROADCAST, null)));
    }

    /** Keeps one; fails with {@link InvalidInputException}, also when the name is taken or there are too many. */
    public Future<SavedAudience> create(Actor actor, String name, Audience audience) {
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> pool.withTransaction(tx -> named(tx, organisationId, name, 0)
                        .compose(free -> checked(tx, organisationId, audience))
                        .compose(fine ->
                                store.insert(tx, organisationId, name.strip(), audience, actor.name(), clock.instant()))
                        .compose(kept -> kept.isEmpty()
                                ? Future.failedFuture(new InvalidInputException(
                                        "name", FaultCode.TOO_MANY_ENTRIES, SavedAudience.MOST + 1, SavedAudience.MOST))
                                : audit.write(
                                                tx,
                                                actor,
                                                "audience.create",
                                                subject(kept.get().id()))
                                        .map(kept.get()))));
    }

    /**
     * Replaces one of this version; empty when there is none, or it was changed since. Fails with
     * {@link InvalidInputException} as {@link #create} does.
     */
    public Future<Optional<SavedAudience>> update(Actor actor, long id, int version, String name, Audience audience) {
        long organisationId = actor.organisationId();
        SavedAudience changed = new SavedAudience(id, name.strip(), audience, version, actor.name(), clock.instant());
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> pool.withTransaction(tx -> named(tx, organisationId, name, id)
                        .compose(free -> checked(tx, organisationId, audience))
                        .compose(fine -> store.update(tx, organisationId, changed, clock.instant()))
                        .compose(kept -> kept.isEmpty()
                                ? Future.succeededFuture(kept)
                                : audit.write(tx, actor, "audience.update", subject(id))
                                        .map(kept))));
    }

    /** Forgets one; what was composed with it keeps its copy. False when the organisation has none of this id. */
    public Future<Boolean> delete(Actor actor, long id) {
        return actor.permitted(Permission.BROADCASTS)
                .compose(permitted -> pool.withTransaction(tx -> store.delete(tx, actor.organisationId(), id)
                        .compose(removed -> audit.write(removed, tx, actor, "audience.delete", subject(id)))));
    }

    private static String subject(long id) {
        return "audience:" + id;
    }

    private Future<Void> named(SqlClient client, long organisationId, String name, long id) {
        List<Fault> faults = new ArrayList<>();
        if (name.isBlank()) {
            faults.add(Fault.of("name", FaultCode.REQUIRED));
        } else if (name.strip().length() > SavedAudience.LONGEST_NAME) {
            faults.add(Fault.of("name", FaultCode.TEXT_TOO_LONG, name.strip().length(), SavedAudience.LONGEST_NAME));
        } else if (name.chars().anyMatch(Character::isISOControl)) {
            faults.add(Fault.of("name", FaultCode.MUST_BE_ONE_LINE));
        }
        return faults.isEmpty()
                ? store.named(client, organisationId, name.strip(), id)
                        .compose(taken -> taken
                                ? Future.failedFuture(new InvalidInputException("name", FaultCode.NAME_TAKEN))
                                : Future.succeededFuture())
                : Future.failedFuture(new InvalidInputException(faults));
    }

    private Future<Void> checked(SqlClient client, long organisationId, Audience audience) {
        return check.faults(client, organisationId, audience)
                .compose(faults -> faults.isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(new InvalidInputException(faults)));
    }
}
