package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.database.SqlFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that invites people to the console by a link, which is handed over or mailed: good once and for seven days, with a
 * role that is fixed when it is made. Secrets of links are returned once; their hashes are kept.
 */
public final class InvitationService {
    public static final Duration VALIDITY = Duration.ofDays(7);

    private static final Logger LOG = LoggerFactory.getLogger(InvitationService.class);

    private final Pool pool;
    private final InvitationStore store;
    private final AccessStore access;
    private final AuditStore audit;
    private final Tokens tokens;
    private final AccessMail mail;
    private final String linkBase;

    /** @param linkBase what a link's secret follows */
    public InvitationService(Pool pool, InstantSource clock, Tokens tokens, AccessMail mail, String linkBase) {
        this.pool = pool;
        this.store = new InvitationStore(clock);
        this.access = new AccessStore(clock);
        this.audit = new AuditStore(clock);
        this.tokens = tokens;
        this.mail = mail;
        this.linkBase = linkBase;
    }

    /**
     * Whom to invite.
     *
     * @param language in which they read the mail, and the console at first
     */
    public record Draft(String email, String name, Role role, String language) {}

    /**
     * An invitation that was made; {@code link} is not to be had again.
     *
     * @param mailed whether a mail server has taken it for the invited person
     */
    public record Issued(long id, String link, boolean mailed) implements Outcome {}

    /** What came of inviting somebody. */
    public sealed interface Outcome permits Issued, Refusal {}

    /** Why nobody was invited. */
    public enum Refusal implements Outcome {
        /** Somebody of that address may enter already. */
        MEMBER,
        /** Somebody else has invited that address at the same moment. */
        INVITED
    }

    /** What a link leads to. */
    public record Found(Invitation invitation, String organisation, Invitation.State state) {}

    /**
     * An open invitation to somebody whose address was verified elsewhere.
     *
     * @param organisation its name
     * @param tokenHash of its link
     */
    public record Addressed(long organisationId, String organisation, Role role, byte[] tokenHash) {}

    /** Whether there is a mail server. */
    public boolean mails() {
        return mail.possible();
    }

    /** Those that would let somebody in, the newest first. */
    public Future<List<Invitation>> open(Actor actor) {
        return actor.permitted(Permission.ACCESS).compose(permitted -> store.open(pool, actor.organisationId()));
    }

    /**
     * Invites somebody, in place of earlier invitations to the same address that are open.
     *
     * @param byMail whether to mail the link; when that fails, it is still there to be handed over
     */
    public Future<Outcome> invite(Actor actor, Draft draft, boolean byMail) {
        String secret = tokens.create("");
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(transaction -> create(transaction, actor, draft, secret)))
                .compose(id -> id.isEmpty()
                        ? Future.<Outcome>succeededFuture(Refusal.MEMBER)
                        : (byMail && mails() ? send(draft, secret) : Future.succeededFuture(false))
                                .map(mailed -> new Issued(id.get(), linkBase + secret, mailed)))
                .recover(fault -> SqlFaults.isBrokenBy(fault, InvitationStore.ONE_OPEN)
                        ? Future.succeededFuture(Refusal.INVITED)
                        : Future.failedFuture(fault));
    }

    private Future<Optional<Long>> create(SqlClient transaction, Actor actor, Draft draft, String secret) {
        return access.hold(transaction, actor, Permission.ACCESS)
                .compose(held -> store.create(transaction, actor, draft, Tokens.hash(secret), VALIDITY))
                .compose(id -> id.isEmpty()
                        ? Future.succeededFuture(id)
                        : audit.write(
                                        transaction,
                                        actor,
                                        "invitation.create",
                                        "invitation:" + id.get(),
                                        new JsonObject()
                                                .put("role", draft.role().sqlName()))
                                .map(id));
    }

    private Future<Boolean> send(Draft draft, String secret) {
        return store.find(pool, Tokens.hash(secret))
                .compose(found -> mail.send(
                        draft.email(),
                        draft.language(),
                        "invitation",
                        Map.of(
                                "organisation", found.map(Found::organisation).orElse(""),
                                "name", draft.name(),
                                "days", VALIDITY.toDays(),
                                "link", linkBase + secret)))
                .map(true)
                .otherwise(fault -> {
                    LOG.warn("an invitation can't be mailed: {}", fault.getMessage());
                    return false;
                });
    }

    /** Takes one back; false when the organisation has no such one that was open. */
    public Future<Boolean> revoke(Actor actor, long id) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted ->
                        pool.withTransaction(transaction -> store.revoke(transaction, actor.organisationId(), id)
                                .compose(revoked -> audit.write(
                                        revoked, transaction, actor, "invitation.revoke", "invitation:" + id))));
    }

    /** What the link of that secret leads to, open or not; spends nothing. */
    public Future<Optional<Found>> find(String secret) {
        return store.find(pool, Tokens.hash(secret));
    }

    /**
     * Spends an invitation and lets its person in, in the caller's transaction.
     *
     * @param language of the page on which they accept: the one they go on in
     * @return empty when it is not open, or when somebody of that address may enter already: then it stays as it is
     */
    public Future<Optional<Admission>> accept(SqlClient transaction, String secret, String language) {
        return accept(transaction, Tokens.hash(secret), language);
    }

    /** Open invitations to an address, in whichever organisations, the newest first. */
    public Future<List<Addressed>> openTo(SqlClient transaction, String email) {
        return store.openTo(transaction, email);
    }

    /** As {@link #accept(SqlClient, String, String)}, of whom somebody else than the link vouches for. */
    public Future<Optional<Admission>> accept(SqlClient transaction, byte[] tokenHash, String language) {
        return store.accept(transaction, tokenHash, language)
                .compose(accepted -> accepted.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : audit.write(
                                        transaction,
                                        Actor.organiser(
                                                accepted.get().admission().organiser()),
                                        "invitation.accept",
                                        "invitation:" + accepted.get().invitation())
                                .map(Optional.of(accepted.get().admission())));
    }
}
