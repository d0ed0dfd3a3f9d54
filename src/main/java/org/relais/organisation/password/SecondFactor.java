package org.relais.organisation.password;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Organiser;
import org.relais.organisation.Permission;
import org.relais.organisation.password.TotpStore.Factor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service for the second factor of a password: codes of an app (TOTP), and ten recovery codes for whoever has lost it. Each code
 * is good once. Passkeys, links and the provider ask for none: they are no passwords.
 */
public final class SecondFactor {
    /** So many wrong codes in a row, and none opens anything for {@link #REST}; whoever tries them knows the password. */
    private static final int MOST_TRIES = 10;

    private static final Duration REST = Duration.ofHours(1);
    private static final Duration OFFERED = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(SecondFactor.class);

    private final Pool pool;
    private final SecretSeal seal;
    private final SecureRandom random;
    private final InstantSource clock;
    private final TotpStore store;
    private final AuditStore audit;

    SecondFactor(Pool pool, SecretSeal seal, SecureRandom random, InstantSource clock) {
        this.pool = pool;
        this.seal = seal;
        this.random = random;
        this.clock = clock;
        this.store = new TotpStore(clock);
        this.audit = new AuditStore(clock);
    }

    /** Whether there is a key to seal secrets with. */
    public boolean possible() {
        return seal.present();
    }

    /**
     * A new secret on its way to the app: nothing is kept of it until a first code confirms it.
     *
     * @param uri what the app reads
     * @param secret for whoever types it, in base32
     * @param sealed for the form of the first code
     */
    public record Offer(String uri, String secret, String sealed) {}

    /** @param issuer what the app calls it */
    Offer offer(Organiser organiser, String issuer) {
        byte[] secret = new byte[Totp.SECRET_BYTES];
        random.nextBytes(secret);
        byte[] until = ByteBuffer.allocate(secret.length + Long.BYTES)
                .put(secret)
                .putLong(clock.instant().plus(OFFERED).getEpochSecond())
                .array();
        return offer(
                organiser,
                issuer,
                secret,
                Base64.getUrlEncoder().withoutPadding().encodeToString(seal.sealBytes(until, offered(organiser))));
    }

    private static Offer offer(Organiser organiser, String issuer, byte[] secret, String sealed) {
        return new Offer(Totp.uri(secret, issuer, organiser.email()), Totp.base32(secret), sealed);
    }

    /** The offer of a form again, as long as it holds. */
    public Optional<Offer> again(Organiser organiser, String issuer, String sealed) {
        return opened(organiser, sealed).map(secret -> offer(organiser, issuer, secret, sealed));
    }

    private Optional<byte[]> opened(Organiser organiser, String sealed) {
        try {
            byte[] bytes = seal.openBytes(Base64.getUrlDecoder().decode(sealed), offered(organiser));
            long until = ByteBuffer.wrap(bytes).getLong(Totp.SECRET_BYTES);
            return clock.instant().isBefore(Instant.ofEpochSecond(until))
                    ? Optional.of(Arrays.copyOf(bytes, Totp.SECRET_BYTES))
                    : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static byte[] offered(Organiser organiser) {
        return ("totp offered:" + organiser.organisationId() + ":" + organiser.id()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Sets up an offer by its first code. Completes with the recovery codes, which nobody can read later; with none when the code
     * is wrong, the offer over, the password gone, or a second factor there already.
     */
    public Future<List<String>> confirm(Organiser organiser, String sealed, String code) {
        Optional<byte[]> secret = opened(organiser, sealed);
        OptionalLong step =
                secret.isEmpty() ? OptionalLong.empty() : Totp.step(secret.get(), digits(code), clock.instant(), 0);
        if (step.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        byte[] kept =
                seal.sealBytes(secret.orElseThrow(), TotpSecrets.place(organiser.organisationId(), organiser.id()));
        List<String> codes = RecoveryCodes.create(random);
        List<byte[]> hashes = codes.stream()
                .map(each -> RecoveryCodes.hash(organiser.id(), each))
                .toList();
        return pool.withTransaction(
                transaction -> store.set(transaction, organiser, kept, seal.primary(), step.getAsLong())
                        .compose(done -> done
                                ? store.recovery(transaction, organiser, hashes)
                                        .compose(stored -> audit.write(
                                                transaction,
                                                Actor.organiser(organiser),
                                                "organiser.totp-set",
                                                subject(organiser)))
                                        .map(codes)
                                : Future.succeededFuture(List.of())));
    }

    /**
     * Whether that is a code of the organiser's, which is good no second time; true as well when their password asks for none. A
     * wrong one is counted and stands in the audit trail.
     */
    Future<Boolean> passes(SqlClient transaction, Organiser organiser, String code) {
        return store.hold(transaction, organiser.organisationId(), organiser.id(), REST)
                .compose(factor -> factor.isEmpty()
                        ? Future.succeededFuture(true)
                        : judge(transaction, organiser, factor.get(), code));
    }

    private Future<Boolean> judge(SqlClient transaction, Organiser organiser, Factor factor, String code) {
        if (factor.tries() >= MOST_TRIES) {
            return refused(transaction, organiser);
        }
        OptionalLong step = step(organiser, factor, digits(code));
        return step.isPresent()
                ? store.used(transaction, organiser, step.getAsLong()).map(true)
                : store.spend(transaction, organiser, RecoveryCodes.hash(organiser.id(), code))
                        .compose(left -> left.isPresent()
                                ? audit.write(
                                                transaction,
                                                Actor.organiser(organiser),
                                                "organiser.recovery-code",
                                                subject(organiser),
                                                new JsonObject().put("left", left.get()))
                                        .map(true)
                                : store.wrong(transaction, organiser, factor.tries() + 1)
                                        .compose(noted -> refused(transaction, organiser)));
    }

    private OptionalLong step(Organiser organiser, Factor factor, String code) {
        try {
            byte[] secret =
                    seal.openBytes(factor.sealed(), TotpSecrets.place(organiser.organisationId(), organiser.id()));
            return Totp.step(secret, code, clock.instant(), factor.step());
        } catch (GeneralSecurityException noKey) {
            LOG.warn(
                    "no key of security.senderKeys opens the second factor of organiser {}: only recovery codes serve",
                    organiser.id());
            return OptionalLong.empty();
        }
    }

    private Future<Boolean> refused(SqlClient transaction, Organiser organiser) {
        return audit.write(
                        transaction,
                        Actor.service(organiser.organisationId(), "sign-in"),
                        "organiser.totp-refuse",
                        subject(organiser))
                .map(false);
    }

    /** Turns one's own off by a code; false when that is wrong, or there is none. */
    public Future<Boolean> remove(Organiser organiser, String code) {
        return pool.withTransaction(transaction -> passes(transaction, organiser, code)
                .compose(passes -> passes
                        ? removed(transaction, Actor.organiser(organiser), organiser.id())
                        : Future.succeededFuture(false)));
    }

    /** Turns somebody's off, by an owner; false when they have none. */
    public Future<Boolean> remove(Actor actor, long organiser) {
        return actor.permitted(Permission.ACCESS)
                .compose(permitted -> pool.withTransaction(transaction -> removed(transaction, actor, organiser)));
    }

    private Future<Boolean> removed(SqlClient transaction, Actor actor, long organiser) {
        return store.remove(transaction, actor.organisationId(), organiser)
                .compose(done ->
                        audit.write(done, transaction, actor, "organiser.totp-remove", "organiser:" + organiser));
    }

    private static String subject(Organiser organiser) {
        return "organiser:" + organiser.id();
    }

    /** Apps show codes in two groups. */
    private static String digits(String typed) {
        return typed.replaceAll("\\s", "");
    }
}
