package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.PasskeyStore.Held;
import org.relais.organisation.PasskeyStore.Passkey;
import org.relais.organisation.PasskeyVerifier.Credential;
import org.relais.organisation.PasskeyVerifier.Signature;

/**
 * Service for passkeys (WebAuthn): each organiser adds and removes their own, and signs in with one without a name or a
 * link. Owners see and remove everybody's. Links stay beside it, so that nobody who removes their last passkey, or loses a device, is locked out.
 */
public final class PasskeyService {
    /** How long a name may be. */
    public static final int LONGEST_NAME = 100;

    /** For how long a device may be looked for and unlocked. */
    private static final Duration VALIDITY = Duration.ofMinutes(5);

    private static final String SIGN_IN = "sign-in";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final Pool pool;
    private final PasskeyStore store;
    private final AuditStore audit;
    private final @Nullable Setting setting;

    private record Setting(RelyingParty party, PasskeyVerifier verifier, BrowserChallenges challenges) {}

    /**
     * @param publicUrl where the console is reached: passkeys are made for it, and are worth nothing elsewhere
     * @param linkKey {@code security.linkKey} of the configuration; null: there are no passkeys
     */
    public PasskeyService(
            Pool pool, InstantSource clock, SecureRandom random, String publicUrl, byte @Nullable [] linkKey) {
        this.pool = pool;
        this.store = new PasskeyStore(clock);
        this.audit = new AuditStore(clock);
        RelyingParty party = RelyingParty.of(publicUrl);
        this.setting = party == null || linkKey == null
                ? null
                : new Setting(
                        party, new PasskeyVerifier(party), new BrowserChallenges(linkKey, random, clock, VALIDITY));
    }

    /**
     * What a device said when it made a passkey.
     *
     * @param clientData what the browser says of it, as it was sent
     */
    public record Attestation(byte[] clientData, byte[] attestation) {}

    /**
     * What a device signed.
     *
     * @param clientData as in {@link Attestation}
     */
    public record Assertion(
            PasskeyHandle handle, byte[] credentialId, byte[] clientData, byte[] authenticatorData, byte[] signature) {}

    /** What came of adding one. */
    public enum Outcome {
        ADDED,
        /** The page stood open for too long, or was another session's. */
        LATE,
        /** It was not made for this place, or without its person. */
        REFUSED,
        /** The organiser has this one, or as many as one may have. */
        KNOWN
    }

    /** The origin where passkeys serve; empty where there are none: browsers ask for https, and challenges for a key. */
    public Optional<String> origin() {
        return Optional.ofNullable(setting).map(open -> open.party().origin());
    }

    private Setting setting() {
        if (setting == null) {
            throw new IllegalStateException("there are no passkeys at this address");
        }
        return setting;
    }

    /** Those of somebody, the newest first; empty when there is nobody of that id. */
    public Future<List<Passkey>> all(Actor actor, long organiser) {
        return actor.permittedFor(organiser).compose(permitted -> store.of(pool, actor.organisationId(), organiser));
    }

    /**
     * What their browser is asked for a new one: WebAuthn's {@code PublicKeyCredentialCreationOptions}, bytes as base64url.
     *
     * @param browser a secret of the session
     */
    public Future<JsonObject> creation(Organiser organiser, String organisation, String browser) {
        Setting open = setting();
        return store.credentials(pool, organiser.organisationId(), organiser.id())
                .map(known -> {
                    String handle = PasskeyHandle.of(organiser).text();
                    JsonArray algorithms = new JsonArray();
                    PasskeyVerifier.ALGORITHMS.forEach(one -> algorithms.add(
                            new JsonObject().put("type", "public-key").put("alg", one.getValue())));
                    JsonArray others = new JsonArray();
                    known.forEach(id -> others.add(
                            new JsonObject().put("type", "public-key").put("id", TEXT.encodeToString(id))));
                    return new JsonObject()
                            .put(
                                    "rp",
                                    new JsonObject()
                                            .put("id", open.party().id())
                                            .put("name", "Relais"))
                            .put(
                                    "user",
                                    new JsonObject()
                                            .put("id", handle)
                                            .put("name", organiser.email())
                                            .put("displayName", organiser.name() + " – " + organisation))
                            .put(
                                    "challenge",
                                    TEXT.encodeToString(open.challenges().create(adding(organiser), browser)))
                            .put("timeout", VALIDITY.toMillis())
                            .put("pubKeyCredParams", algorithms)
                            .put("excludeCredentials", others)
                            .put(
                                    "authenticatorSelection",
                                    new JsonObject()
                                            .put("residentKey", "required")
                                            .put("requireResidentKey", true)
                                            .put("userVerification", "required"))
                            .put("attestation", "none");
                });
    }

    /**
     * What a browser is asked for to sign in: {@code PublicKeyCredentialRequestOptions}, for any passkey of this place.
     *
     * @param browser a secret that only this browser has
     */
    public JsonObject request(String browser) {
        Setting open = setting();
        return new JsonObject()
                .put("rpId", open.party().id())
                .put("challenge", TEXT.encodeToString(open.challenges().create(SIGN_IN, browser)))
                .put("timeout", VALIDITY.toMillis())
                .put("userVerification", "required");
    }

    private static String adding(Organiser organiser) {
        return "add " + PasskeyHandle.of(organiser).text();
    }

    /** The challenge that was signed, when it is ours, this browser's and open still. */
    private Optional<byte[]> challenge(byte[] clientData, String use, String browser) {
        Setting open = setting();
        return open.verifier().challenge(clientData).filter(challenge -> open.challenges()
                .holds(challenge, use, browser));
    }

    /**
     * Keeps a new one of the organiser; {@link Outcome#KNOWN} too when the session is over meanwhile.
     *
     * @param session in which it is added: who vouched for that vouches for the passkey
     * @param browser as in {@link #creation}
     */
    public Future<Outcome> add(Organiser organiser, long session, String browser, Attestation made, String name) {
        Optional<byte[]> challenge = challenge(made.clientData(), adding(organiser), browser);
        if (challenge.isEmpty()) {
            return Future.succeededFuture(Outcome.LATE);
        }
        return setting()
                .verifier()
                .registered(made.clientData(), made.attestation(), challenge.get())
                .map(credential -> pool.withTransaction(
                        transaction -> spend(transaction, organiser.organisationId(), challenge.get())
                                .compose(fresh -> fresh
                                        ? add(transaction, organiser, session, credential, name)
                                        : Future.succeededFuture(Outcome.LATE))))
                .orElseGet(() -> Future.succeededFuture(Outcome.REFUSED));
    }

    private Future<Outcome> add(
            SqlClient transaction, Organiser organiser, long session, Credential credential, String name) {
        return store.add(transaction, organiser, session, credential, name)
                .compose(id -> written(
                        transaction,
                        Actor.organiser(organiser),
                        "organiser.passkey-add",
                        organiser.id(),
                        id.orElse(null)))
                .map(added -> added ? Outcome.ADDED : Outcome.KNOWN);
    }

    /** Gives one of the organiser's another name; false when they have no such one. */
    public Future<Boolean> rename(Organiser organiser, long id, String name) {
        return pool.withTransaction(transaction -> store.rename(transaction, organiser, id, name)
                .compose(done -> written(
                        transaction,
                        Actor.organiser(organiser),
                        "organiser.passkey-rename",
                        organiser.id(),
                        done ? id : null)));
    }

    /** Removes one of somebody's; false when they have no such one. Who signed in with it stays signed in. */
    public Future<Boolean> remove(Actor actor, long organiser, long id) {
        return actor.permittedFor(organiser)
                .compose(permitted -> pool.withTransaction(
                        transaction -> store.remove(transaction, actor.organisationId(), organiser, id)
                                .compose(done -> written(
                                        transaction, actor, "organiser.passkey-remove", organiser, done ? id : null))));
    }

    /** @param id of the passkey; null: nothing was done */
    private Future<Boolean> written(
            SqlClient transaction, Actor actor, String deed, long organiser, @Nullable Long id) {
        return id == null
                ? Future.succeededFuture(false)
                : audit.write(transaction, actor, deed, "organiser:" + organiser, named(id))
                        .map(true);
    }

    /** Whether somebody answers what their own browser was asked, and in time. */
    public boolean inTime(Assertion answer, String browser) {
        return challenge(answer.clientData(), SIGN_IN, browser).isPresent();
    }

    /**
     * Whom a signature lets in, in the transaction in which their session begins; empty when it lets nobody in. A counter
     * that goes back is written into the audit trail: the device was copied. {@code browser} is as in {@link #request}.
     */
    public Future<Optional<Admission>> signIn(SqlClient transaction, Assertion answer, String browser) {
        Optional<byte[]> challenge = challenge(answer.clientData(), SIGN_IN, browser);
        if (challenge.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        return store.hold(transaction, answer.handle(), answer.credentialId())
                .compose(held -> held.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : spend(transaction, answer.handle().organisationId(), challenge.get())
                                .compose(fresh -> fresh
                                        ? judge(transaction, held.get(), answer, challenge.get())
                                        : Future.succeededFuture(Optional.empty())));
    }

    private Future<Optional<Admission>> judge(SqlClient transaction, Held held, Assertion answer, byte[] challenge) {
        Organiser organiser = held.admission().organiser();
        Signature signature = setting().verifier().signed(held.credential(), answer, challenge);
        return switch (signature.verdict()) {
            case VALID ->
                store.used(transaction, organiser.organisationId(), held.id(), signature.signCount())
                        .map(Optional.of(held.admission()));
            case INVALID -> Future.succeededFuture(Optional.empty());
            case COUNTED_BACK ->
                audit.write(
                                transaction,
                                Actor.service(organiser.organisationId(), SIGN_IN),
                                "organiser.passkey-refuse",
                                "organiser:" + organiser.id(),
                                named(held.id()))
                        .map(Optional.empty());
        };
    }

    private Future<Boolean> spend(SqlClient transaction, long organisationId, byte[] challenge) {
        return store.spend(
                transaction,
                organisationId,
                Tokens.hash(TEXT.encodeToString(challenge)),
                BrowserChallenges.end(challenge));
    }

    private static JsonObject named(long id) {
        return new JsonObject().put("passkey", id);
    }
}
