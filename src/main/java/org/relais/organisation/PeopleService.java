package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.relais.database.SqlFaults;
import org.relais.organisation.PeopleStore.GivenAction;
import org.relais.organisation.PeopleStore.Person;
import org.relais.organisation.SessionStore.SignedIn;

/**
 * Service for who may enter the console: roles, removal, and the sessions that are open. Owners do it for everybody, and
 * each for their own sessions. What is ended is over with the commit, on all nodes: every request asks the database.
 */
public final class PeopleService {
    /** In place of a session's id: none is kept. */
    public static final long NONE = 0;

    private final Pool pool;
    private final PeopleStore people;
    private final SessionStore sessions;
    private final AuditStore audit;

    public PeopleService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.people = new PeopleStore(clock);
        this.sessions = new SessionStore(clock);
        this.audit = new AuditStore(clock);
    }

    /** What came of a change. */
    public enum Outcome {
        DONE,
        /** The organisation has nobody of that id. */
        UNKNOWN,
        /** An organisation keeps an owner. */
        LAST_OWNER
    }

    /** Everybody who may enter, by name. */
    public Future<List<Person>> all(long organisationId) {
        return people.all(pool, organisationId);
    }

    /** One of them; empty when the organisation has no such one. */
    public Future<Optional<Person>> find(long organisationId, long id) {
        return all(organisationId).map(all -> all.stream()
                .filter(person -> person.organiser().id() == id)
                .findFirst());
    }

    /** Gives somebody a role, from their next request on; nothing is done when they have it already. */
    public Future<Outcome> changeRole(Actor actor, long id, Role role) {
        return change(actor, transaction -> people.changeRole(transaction, actor.organisationId(), id, role)
                .compose(had -> had.isEmpty()
                        ? Future.succeededFuture(Outcome.UNKNOWN)
                        : had.get() == role
                                ? Future.succeededFuture(Outcome.DONE)
                                : audit.write(
                                                transaction,
                                                actor,
                                                "organiser.role",
                                                subject(id),
                                                new JsonObject()
                                                        .put("role", role.sqlName())
                                                        .put("before", had.get().sqlName()))
                                        .map(Outcome.DONE)));
    }

    /** Gives whoever acts another name, and the language in which they read; false when they have both already. */
    public Future<Boolean> changeProfile(Organiser organiser, String name, String language) {
        return pool.withTransaction(transaction -> people.changeProfile(transaction, organiser, name, language)
                .compose(changed -> audit.write(
                        changed,
                        transaction,
                        Actor.organiser(organiser),
                        "organiser.profile",
                        subject(organiser.id()))));
    }

    /** Actions that somebody coordinates, and others that they could be given, the newest first. */
    public Future<List<GivenAction>> actions(Actor actor, long id) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> people.actions(pool, actor.organisationId(), id));
    }

    /** Gives a coordinator an action, from their next request on; false when that changes nothing. */
    public Future<Boolean> giveAction(Actor actor, long id, long actionId) {
        return ofAction(
                actor,
                id,
                actionId,
                "organiser.action-give",
                transaction -> people.giveAction(transaction, actor, id, actionId));
    }

    /** Takes an action back from a coordinator, from their next request on; false when they did not have it. */
    public Future<Boolean> takeAction(Actor actor, long id, long actionId) {
        return ofAction(
                actor,
                id,
                actionId,
                "organiser.action-take",
                transaction -> people.takeAction(transaction, actor.organisationId(), id, actionId));
    }

    private Future<Boolean> ofAction(
            Actor actor, long id, long actionId, String deed, Function<SqlClient, Future<Boolean>> change) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> people.hold(transaction, actor.organisationId())
                                .compose(held -> change.apply(transaction))
                                .compose(changed -> changed
                                        ? audit.write(
                                                        transaction,
                                                        actor,
                                                        deed,
                                                        subject(id),
                                                        new JsonObject().put("actionId", actionId))
                                                .map(true)
                                        : Future.succeededFuture(false))));
    }

    /** Ends all access of somebody at once: their sessions and their links too. */
    public Future<Outcome> remove(Actor actor, long id) {
        return change(actor, transaction -> people.remove(transaction, actor.organisationId(), id)
                .compose(removed -> removed
                        ? audit.write(transaction, actor, "organiser.disable", subject(id))
                                .map(Outcome.DONE)
                        : Future.succeededFuture(Outcome.UNKNOWN)));
    }

    private Future<Outcome> change(Actor actor, Function<SqlClient, Future<Outcome>> change) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(transaction ->
                        people.hold(transaction, actor.organisationId()).compose(held -> change.apply(transaction))))
                .recover(fault -> SqlFaults.isBrokenBy(fault, PeopleStore.LAST_OWNER)
                        ? Future.succeededFuture(Outcome.LAST_OWNER)
                        : Future.failedFuture(fault));
    }

    /** The open sessions of somebody, the one that was used last first; empty when there is nobody of that id. */
    public Future<List<SignedIn>> sessions(Actor actor, long id) {
        return actor.permittedFor(id).compose(permitted -> sessions.of(pool, actor.organisationId(), id));
    }

    /** Ends one session; false when the person has no such one. */
    public Future<Boolean> endSession(Actor actor, long id, long session) {
        return actor.permittedFor(id)
                .compose(permitted -> pool.withTransaction(
                        transaction -> sessions.end(transaction, actor.organisationId(), id, session)
                                .compose(ended ->
                                        audit.write(ended, transaction, actor, "organiser.session-end", subject(id)))));
    }

    /**
     * Ends all sessions of somebody.
     *
     * @param but the one that stays, or {@link #NONE}
     * @return how many were ended
     */
    public Future<Integer> endSessions(Actor actor, long id, long but) {
        return actor.permittedFor(id)
                .compose(permitted -> pool.withTransaction(
                        transaction -> sessions.endAll(transaction, actor.organisationId(), id, but)
                                .compose(ended -> ended == 0
                                        ? Future.succeededFuture(ended)
                                        : audit.write(
                                                        transaction,
                                                        actor,
                                                        "organiser.sessions-end",
                                                        subject(id),
                                                        new JsonObject().put("sessions", ended))
                                                .map(ended))));
    }

    private static String subject(long id) {
        return "organiser:" + id;
    }
}
