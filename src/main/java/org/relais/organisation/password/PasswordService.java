package org.relais.organisation.password;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.relais.input.RateLimiter;
import org.relais.organisation.Actor;
import org.relais.organisation.Admission;
import org.relais.organisation.AuditStore;
import org.relais.organisation.BrowserChallenges;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Organiser;
import org.relais.organisation.PasskeyHandle;
import org.relais.organisation.PasskeyStore;
import org.relais.organisation.Permission;
import org.relais.organisation.SessionStore;
import org.relais.organisation.Tokens;
import org.relais.organisation.password.PasswordHasher.BusyException;
import org.relais.organisation.password.PasswordHasher.Compared;
import org.relais.organisation.password.PasswordStore.Held;
import org.relais.organisation.password.PasswordStore.Standing;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service for passwords: each organiser sets, changes and removes their own, and signs in with it and their address. Owners
 * remove everybody's. Whoever changes or removes one has just signed in or knows it, and ends the other sessions by that.
 */
public final class PasswordService {
    /** So long after a sign-in nobody is asked for the password again. */
    public static final Duration FRESH = Duration.ofMinutes(10);

    /** For how long one may choose among organisations, and look for a code. */
    private static final Duration VALIDITY = Duration.ofMinutes(5);

    /** So that an account may be tried five times at once, and then every twelve seconds, on each node. */
    private static final int COST = 24;

    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final Logger LOG = LoggerFactory.getLogger(PasswordService.class);

    private final Pool pool;
    private final PasswordStore store;
    private final SessionStore sessions;
    private final PasskeyStore spent;
    private final OrganisationStore organisations;
    private final AuditStore audit;
    private final PasswordHasher hasher;
    private final SecondFactor second;
    private final RateLimiter accounts;
    private final @Nullable BrowserChallenges proofs;

    /**
     * What the service shares with all others of this process.
     *
     * @param seal on second factors
     * @param salt random bytes of this process
     * @param nanoTime a clock that never jumps
     */
    public record Machine(
            Vertx vertx,
            InstantSource clock,
            SecureRandom random,
            SecretSeal seal,
            byte[] salt,
            LongSupplier nanoTime) {}

    /** @param linkKey {@code security.linkKey} of the configuration; null: there are no passwords */
    public PasswordService(Pool pool, Machine machine, byte @Nullable [] linkKey) {
        this(pool, machine, linkKey, new PasswordHasher(machine.vertx()));
    }

    PasswordService(Pool pool, Machine machine, byte @Nullable [] linkKey, PasswordHasher hasher) {
        InstantSource clock = machine.clock();
        this.pool = pool;
        this.store = new PasswordStore(clock);
        this.sessions = new SessionStore(clock);
        this.spent = new PasskeyStore(clock);
        this.organisations = new OrganisationStore(clock);
        this.audit = new AuditStore(clock);
        this.hasher = hasher;
        this.second = new SecondFactor(pool, machine.seal(), machine.random(), clock);
        this.accounts = new RateLimiter(machine.salt(), machine.nanoTime());
        this.proofs = linkKey == null ? null : new BrowserChallenges(linkKey, machine.random(), clock, VALIDITY);
    }

    /** Whether there are passwords at all. */
    public boolean possible() {
        return proofs != null;
    }

    /** What may be asked for after a password. */
    public SecondFactor second() {
        return second;
    }

    private BrowserChallenges proofs() {
        if (proofs == null) {
            throw new IllegalStateException("there are no passwords here");
        }
        return proofs;
    }

    /**
     * How somebody's password stands.
     *
     * @param setAt null: there is none
     * @param fresh whether their session began a few minutes ago, so that it is changed without being said
     * @param secondSince null: no second factor is asked for
     * @param recoveryCodes how many are left
     */
    public record State(@Nullable Instant setAt, boolean fresh, @Nullable Instant secondSince, int recoveryCodes) {
        public boolean isSet() {
            return setAt != null;
        }
    }

    /** What came of a change. */
    public enum Outcome {
        DONE,
        /** The present one is not what was given for it. */
        WRONG,
        /** Too many have tried. */
        OFTEN,
        /** One has to sign in again: there is no present one to ask for, or the session is over. */
        STALE,
        /** Shorter than a password may be. */
        SHORT,
        /** Longer than a password may be. */
        LONG,
        /** It has the person's address in it. */
        EMAIL,
        /** It is among what is tried first. */
        COMMON
    }

    /** How somebody's stands, for themself or an owner. */
    public Future<State> state(Actor actor, long organiser, long session) {
        return actor.permittedFor(organiser)
                .compose(permitted -> store.standing(pool, actor.organisationId(), organiser, session, FRESH))
                .map(standing -> new State(
                        standing.setAt(), standing.fresh(), standing.secondSince(), standing.recoveryCodes()));
    }

    /**
     * Sets the organiser's password; ends their other sessions when it takes the place of another.
     *
     * @param session in which it is set: it goes on, and who vouched for it vouches for the password
     * @param present the present one; need not be said in a fresh session
     * @param links whether the organiser can make themself a link at any time: a first one is then set in a session that is not
     *     fresh too, which whoever stole the session could be rid of by such a link
     */
    public Future<Outcome> set(Organiser organiser, long session, String present, String typed, boolean links) {
        String password = PasswordRules.normal(typed);
        return guarded(organiser, session, present, links, standing -> organisations
                .find(pool, organiser.organisationId())
                .map(found -> found.map(Organisation::name).orElse(""))
                .compose(name -> hasher.run(() -> PasswordRules.fault(password, organiser, name)))
                .compose(fault -> fault.isPresent()
                        ? Future.succeededFuture(fault.get())
                        : hasher.hash(password)
                                .compose(hash -> pool.withTransaction(transaction ->
                                        set(transaction, organiser, session, hash, standing.hash() != null)))));
    }

    private Future<Outcome> set(SqlClient transaction, Organiser organiser, long session, String hash, boolean change) {
        return store.set(transaction, organiser, session, hash).compose(done -> {
            if (!done) {
                return Future.succeededFuture(Outcome.STALE);
            }
            Actor actor = Actor.organiser(organiser);
            return change
                    ? ended(transaction, actor, "organiser.password-change", organiser.id(), session)
                    : audit.write(transaction, actor, "organiser.password-set", subject(organiser.id()))
                            .map(Outcome.DONE);
        });
    }

    /** Removes the organiser's own password, and ends their other sessions; parameters as in {@link #set}. */
    public Future<Outcome> remove(Organiser organiser, long session, String present) {
        return guarded(
                organiser,
                session,
                present,
                false,
                standing -> removed(Actor.organiser(organiser), organiser.id(), session));
    }

    /** Removes somebody's password, by an owner, and ends all of their sessions; {@link Outcome#STALE} when they have none. */
    public Future<Outcome> remove(Actor actor, long organiser) {
        return actor.permitted(Permission.ACCESS).compose(permitted -> removed(actor, organiser, 0));
    }

    /** What came of asking for a second factor: an offer, or why there is none. */
    public record Offered(Outcome outcome, SecondFactor.@Nullable Offer offer) {}

    /**
     * A new second factor for whoever has a password and none yet; parameters as in {@link #set}.
     *
     * @param issuer what the app calls it
     */
    public Future<Offered> offer(Organiser organiser, long session, String present, String issuer) {
        return guarded(
                        organiser,
                        session,
                        present,
                        false,
                        standing -> Future.succeededFuture(
                                standing.hash() == null || standing.secondSince() != null
                                        ? Outcome.STALE
                                        : Outcome.DONE))
                .map(outcome -> new Offered(outcome, outcome == Outcome.DONE ? second.offer(organiser, issuer) : null));
    }

    /** @param but the session that stays; 0: none */
    private Future<Outcome> removed(Actor actor, long organiser, long but) {
        return pool.withTransaction(transaction -> store.remove(transaction, actor.organisationId(), organiser)
                .compose(done -> done
                        ? ended(transaction, actor, "organiser.password-remove", organiser, but)
                        : Future.succeededFuture(Outcome.STALE)));
    }

    private Future<Outcome> ended(SqlClient transaction, Actor actor, String deed, long organiser, long but) {
        return sessions.endAll(transaction, actor.organisationId(), organiser, but)
                .compose(count -> audit.write(
                        transaction, actor, deed, subject(organiser), new JsonObject().put("sessions", count)))
                .map(Outcome.DONE);
    }

    /**
     * Does it for whoever has just signed in, or knows the present password.
     *
     * @param links as in {@link #set}
     */
    private Future<Outcome> guarded(
            Organiser organiser,
            long session,
            String present,
            boolean links,
            Function<Standing, Future<Outcome>> deed) {
        return store.standing(pool, organiser.organisationId(), organiser.id(), session, FRESH)
                .compose(standing -> {
                    String hash = standing.hash();
                    if (standing.fresh() || links && hash == null) {
                        return deed.apply(standing);
                    }
                    if (hash == null) {
                        return Future.succeededFuture(Outcome.STALE);
                    }
                    if (!accounts.admits(subject(organiser.id()), COST)) {
                        return Future.succeededFuture(Outcome.OFTEN);
                    }
                    return hasher.compare(PasswordRules.normal(present), List.of(hash))
                            .compose(compared -> compared.right().isEmpty()
                                    ? refused(organiser).map(Outcome.WRONG)
                                    : deed.apply(standing));
                })
                .recover(fault -> fault instanceof BusyException
                        ? Future.succeededFuture(Outcome.OFTEN)
                        : Future.failedFuture(fault));
    }

    private Future<Void> refused(Organiser organiser) {
        return audit.write(
                pool,
                Actor.service(organiser.organisationId(), "sign-in"),
                "organiser.password-refuse",
                subject(organiser.id()));
    }

    private static String subject(long organiser) {
        return "organiser:" + organiser;
    }

    /** What a password opens. */
    public sealed interface Found permits Accounts, Unknown {}

    /** The accounts of that address whose password it is; one at least. */
    public record Accounts(List<Account> all) implements Found {
        public Accounts {
            all = List.copyOf(all);
        }
    }

    /** Why it opens nothing. */
    public enum Unknown implements Found {
        /** Nobody has that address, they have no password, or it is another one: nobody is told which. */
        WRONG,
        /** Too many have tried. */
        OFTEN
    }

    /**
     * An account whose password was given.
     *
     * @param hash of the password, which must be that still when the session begins
     * @param second whether a code is asked for as well
     */
    public record Account(Organiser organiser, String organisation, String hash, boolean second) {}

    /** Whose account a password opens. Takes the same way for every address; what is refused stands in the audit trail. */
    public Future<Found> check(String email, String typed) {
        if (!accounts.admits("email:" + email.toLowerCase(Locale.ROOT), COST)) {
            return Future.succeededFuture(Unknown.OFTEN);
        }
        return store.byEmail(pool, email)
                .compose(held -> hasher.compare(
                                PasswordRules.normal(typed),
                                held.stream().map(Held::hash).toList())
                        .compose(compared -> found(held, compared)))
                .recover(fault -> fault instanceof BusyException
                        ? Future.succeededFuture(Unknown.OFTEN)
                        : Future.failedFuture(fault));
    }

    private Future<Found> found(List<Held> held, Compared compared) {
        List<Held> right = held.stream()
                .filter(one -> compared.right().contains(one.hash()))
                .toList();
        if (right.isEmpty()) {
            // Nobody waits for it, so that the answer takes as long where there is nothing to write.
            held.forEach(one -> refused(one.admission().organiser())
                    .onFailure(fault -> LOG.warn("a refused password could not be written", fault)));
            return Future.succeededFuture(Unknown.WRONG);
        }
        List<Account> accounts = new ArrayList<>();
        return Sequence.each(right, one -> renewed(one, compared).onSuccess(accounts::add))
                .map(done -> new Accounts(accounts));
    }

    private Future<Account> renewed(Held held, Compared compared) {
        Organiser organiser = held.admission().organiser();
        String renewed = compared.renewed();
        if (renewed == null || !compared.outdated().contains(held.hash())) {
            return account(organiser, held.hash(), held.second());
        }
        return store.renew(pool, organiser, held.hash(), renewed)
                .compose(done -> account(organiser, renewed, held.second()));
    }

    private Future<Account> account(Organiser organiser, String hash, boolean asksMore) {
        return organisations
                .find(pool, organiser.organisationId())
                .map(organisation ->
                        new Account(organiser, organisation.orElseThrow().name(), hash, asksMore));
    }

    /**
     * What shows, for five minutes, that a browser has given this account's password.
     *
     * @param browser a secret that only this browser has
     */
    public byte[] proof(Account account, String browser) {
        return proofs().create(use(account.organiser(), account.hash()), browser);
    }

    /** The account whose password that browser has given a short time ago; empty when it has not, or it was changed since. */
    public Future<Optional<Account>> proven(PasskeyHandle whose, byte[] proof, String browser) {
        return store.find(pool, whose.organisationId(), whose.organiserId())
                .map(found -> found.filter(
                        held -> proofs().holds(proof, use(held.admission().organiser(), held.hash()), browser)))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : account(
                                        found.get().admission().organiser(),
                                        found.get().hash(),
                                        found.get().second())
                                .map(Optional::of));
    }

    /**
     * Whom an account that was {@link #proven} lets in, once, in the transaction in which their session begins; empty when it lets
     * nobody in.
     *
     * @param code of the second factor, where one is asked for
     */
    public Future<Optional<Admission>> admit(SqlClient transaction, Account account, byte[] proof, String code) {
        Organiser organiser = account.organiser();
        return store.hold(transaction, organiser, account.hash())
                .compose(held -> held.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : second.passes(transaction, organiser, code)
                                .compose(passes ->
                                        passes ? spend(transaction, organiser, proof) : Future.succeededFuture(false))
                                .map(admitted ->
                                        admitted ? Optional.of(held.get().admission()) : Optional.empty()));
    }

    private Future<Boolean> spend(SqlClient transaction, Organiser organiser, byte[] proof) {
        return spent.spend(
                transaction,
                organiser.organisationId(),
                Tokens.hash(TEXT.encodeToString(proof)),
                BrowserChallenges.end(proof));
    }

    private static String use(Organiser organiser, String hash) {
        return "password " + PasskeyHandle.of(organiser).text() + " " + hash;
    }
}
