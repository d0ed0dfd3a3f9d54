package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Service that changes an organisation's details, and who signs in for it. Secrets of links are returned once; their hashes are kept. */
public final class OrganisationService {
    /** How long a sign-in link for somebody else is valid: long enough to reach them by message. */
    public static final Duration LINK_VALIDITY = Duration.ofDays(1);

    private final Pool pool;
    private final OrganisationStore organisations;
    private final FederationStore federations = new FederationStore();
    private final AccessStore access;
    private final AuditStore audit;
    private final Tokens tokens;

    public OrganisationService(Pool pool, Tokens tokens, InstantSource clock) {
        this.pool = pool;
        this.organisations = new OrganisationStore(clock);
        this.access = new AccessStore(clock);
        this.audit = new AuditStore(clock);
        this.tokens = tokens;
    }

    /**
     * Creates an organisation, which has nobody yet who could: the command does.
     *
     * @return fails with SQLSTATE 23505 when the slug is taken
     */
    public Future<Organisation> create(Organisation draft) {
        return pool.withTransaction(
                transaction -> organisations.create(transaction, draft).compose(created -> audit.write(
                                transaction,
                                Actor.command(created.id()),
                                "organisation.create",
                                "organisation:" + created.id(),
                                new JsonObject().put("kind", created.kind().sqlName()))
                        .map(created)));
    }

    /** Changes the actor's organisation: everything but id and slug. What waits for contact hours waits for the new ones. */
    public Future<Void> update(Actor actor, Organisation changed) {
        if (changed.id() != actor.organisationId()) {
            return Future.failedFuture(new IllegalArgumentException("the organisation is not the actor's"));
        }
        return actor.permitted(Permission.ORGANISATION)
                .compose(permitted -> find(changed.id()))
                .compose(before -> pool.withTransaction(transaction -> organisations
                                .update(transaction, changed)
                                .compose(updated -> audit.write(
                                        transaction, actor, "organisation.update", "organisation:" + changed.id())))
                        .compose(updated -> sameHours(before, changed) ? Future.succeededFuture() : release(before)));
    }

    private static boolean sameHours(Organisation before, Organisation changed) {
        return before.timeZone().equals(changed.timeZone())
                && before.rules().from().equals(changed.rules().from())
                && before.rules().until().equals(changed.rules().until())
                && before.rules().days().equals(changed.rules().days());
    }

    /** In steps, so that none keeps claims and stops waiting. Where it breaks off, the rest waits for the hours before. */
    private Future<Void> release(Organisation before) {
        return organisations
                .release(pool, before)
                .compose(released -> released == 0 ? Future.succeededFuture() : release(before));
    }

    /** An organisation that there is. */
    public Future<Organisation> find(long organisationId) {
        return organisations.find(pool, organisationId).map(Optional::orElseThrow);
    }

    /** The federation that an organisation is a section of. */
    public Future<Optional<Federation>> federation(long organisationId) {
        return federations.of(pool, organisationId);
    }

    /** The preferences that an organisation has. */
    public Future<Set<Preference>> preferences(long organisationId) {
        return organisations.preferences(pool, organisationId);
    }

    /** Takes a preference up from now on, or drops it. */
    public Future<Void> prefer(Actor actor, Preference preference, boolean wanted) {
        long organisationId = actor.organisationId();
        return actor.permitted(Permission.ORGANISATION)
                .compose(permitted -> pool.withTransaction(transaction -> organisations
                        .prefer(transaction, organisationId, preference, wanted)
                        .compose(updated -> audit.write(
                                transaction,
                                actor,
                                preference.deed(),
                                "organisation:" + organisationId,
                                new JsonObject().put(preference.field(), wanted)))));
    }

    /**
     * Somebody who is to sign in.
     *
     * @param language in which they read the console at first
     * @param validity of the link
     */
    public record Invitation(String email, String name, Role role, String language, Duration validity) {}

    /** Lets somebody sign in, or gives who may already the new name and role; completes with the secret of a link. */
    public Future<String> invite(Actor actor, Invitation invitation) {
        String secret = tokens.create("");
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(transaction -> access.hold(
                                transaction, actor, Permission.ACCESS)
                        .compose(held -> access.saveOrganiser(
                                transaction,
                                actor.organisationId(),
                                invitation.email(),
                                invitation.name(),
                                invitation.role(),
                                invitation.language()))
                        .compose(organiser -> access.createSignInLink(
                                        transaction, actor, organiser.id(), Tokens.hash(secret), invitation.validity())
                                .compose(linked -> audit.write(
                                        transaction,
                                        actor,
                                        "organiser.invite",
                                        "organiser:" + organiser.id(),
                                        new JsonObject()
                                                .put("role", invitation.role().sqlName()))))))
                .map(secret);
    }

    /** A further link, with its organiser. */
    public record Link(Organiser organiser, String secret) {}

    /** Makes somebody another link; empty when the organisation has no such organiser. */
    public Future<Optional<Link>> renewLink(Actor actor, long organiserId) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(transaction -> access.hold(
                                transaction, actor, Permission.ACCESS)
                        .compose(held -> access.organisers(transaction, actor.organisationId()))
                        .map(all -> all.stream()
                                .filter(one -> one.id() == organiserId)
                                .findFirst())
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : renewLink(transaction, actor, found.get()).map(Optional::of))));
    }

    private Future<Link> renewLink(SqlClient transaction, Actor actor, Organiser organiser) {
        Link link = new Link(organiser, tokens.create(""));
        return access.createSignInLink(transaction, actor, organiser.id(), Tokens.hash(link.secret()), LINK_VALIDITY)
                .compose(linked -> audit.write(transaction, actor, "organiser.link", "organiser:" + organiser.id()))
                .map(link);
    }
}
