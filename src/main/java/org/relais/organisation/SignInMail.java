package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.database.SqlFaults;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that mails a link to whoever asks for one and may enter: the way back in without a shell. It never says whether an
 * address is known, and makes no more than a few links of an account at a time and in a day, on whichever node they are asked for.
 */
public final class SignInMail {
    /** How long a mailed link is valid, and for how long it counts. */
    public static final Duration VALIDITY = Duration.ofMinutes(15);

    /** Whoever asks in a stranger's name fills no mailbox and no table. */
    private static final AccessStore.MailBounds MOST = new AccessStore.MailBounds(3, 10);

    private static final Logger LOG = LoggerFactory.getLogger(SignInMail.class);

    private final Pool pool;
    private final AccessStore access;
    private final AuditStore audit;
    private final Tokens tokens;
    private final AccessMail mail;
    private final String linkBase;

    /** @param linkBase what a link's secret follows */
    public SignInMail(Pool pool, InstantSource clock, Tokens tokens, AccessMail mail, String linkBase) {
        this.pool = pool;
        this.access = new AccessStore(clock);
        this.audit = new AuditStore(clock);
        this.tokens = tokens;
        this.mail = mail;
        this.linkBase = linkBase;
    }

    /** Whether there is a mail server. */
    public boolean possible() {
        return mail.possible();
    }

    /** A link that was made, for its mail. */
    private record Made(Organiser organiser, String organisation, String secret) {}

    /**
     * Mails a link for each organisation that the address may enter. Completes when that is done; never fails, and says
     * nothing of what came of it, so nobody has to wait for it.
     */
    public Future<Void> request(String email) {
        return access.byEmail(pool, email)
                .compose(this::each)
                .onFailure(fault -> LOG.warn("no link was made to sign in: {}", SqlFaults.describe(fault)))
                .otherwiseEmpty();
    }

    private Future<Void> each(List<Organiser> organisers) {
        return Sequence.each(organisers, organiser -> pool.withTransaction(transaction -> make(transaction, organiser))
                .compose(made -> made.map(this::send).orElseGet(Future::succeededFuture)));
    }

    private Future<Optional<Made>> make(SqlClient transaction, Organiser organiser) {
        String secret = tokens.create("");
        return access.createMailedLink(transaction, organiser.id(), Tokens.hash(secret), VALIDITY, MOST)
                .compose(organisation -> organisation.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : audit.write(
                                        transaction,
                                        Actor.service(organiser.organisationId(), "sign-in"),
                                        "organiser.mail",
                                        "organiser:" + organiser.id())
                                .map(Optional.of(new Made(organiser, organisation.get(), secret))));
    }

    private Future<Void> send(Made made) {
        return mail.send(
                        made.organiser().email(),
                        made.organiser().language(),
                        "sign-in",
                        Map.of(
                                "organisation", made.organisation(),
                                "name", made.organiser().name(),
                                "minutes", VALIDITY.toMinutes(),
                                "link", linkBase + made.secret()))
                .onFailure(fault -> LOG.warn(
                        "a link to sign in can't be mailed to organiser {}: {}",
                        made.organiser().id(),
                        fault.getMessage()))
                .otherwiseEmpty();
    }
}
