package org.relais.organisation.openid;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.config.OpenIdSettings;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Actor;
import org.relais.organisation.Admission;
import org.relais.organisation.AuditStore;
import org.relais.organisation.BrowserChallenges;
import org.relais.organisation.InvitationService;
import org.relais.organisation.InvitationService.Addressed;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Organiser;
import org.relais.organisation.PasskeyStore;
import org.relais.organisation.Tokens;
import org.relais.organisation.openid.IdTokens.Refusal;
import org.relais.organisation.openid.IdTokens.Verdict;
import org.relais.organisation.openid.IdTokens.Verified;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that lets organisers in whose address a provider vouches for (OpenID Connect, authorization code with PKCE). Whoever
 * may enter already, is let in, and whoever has an open invitation may accept it; nobody else, whatever the provider says of them. State, nonce and
 * verifier come from a secret of the browser that began, so that nothing is stored of those who never come back.
 */
public final class OpenIdService {
    /** For how long somebody may be at the provider. */
    public static final Duration VALIDITY = Duration.ofMinutes(10);

    /** For how long one may choose among organisations. */
    private static final Duration CHOICE = Duration.ofMinutes(5);

    /** Keys may have been changed since they were asked for; whoever makes tokens up makes us ask no more often. */
    private static final Duration KEYS_KEPT = Duration.ofMinutes(1);

    private static final String USE = "open-id";
    private static final String INVITATION = "open-id invitation ";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder BYTES = Base64.getUrlDecoder();
    private static final Logger LOG = LoggerFactory.getLogger(OpenIdService.class);

    private final Pool pool;
    private final AccessStore access;
    private final OrganisationStore organisations;
    private final PasskeyStore challenges;
    private final AuditStore audit;
    private final InvitationService invitations;
    private final Tokens tokens;
    private final Links links;
    private final @Nullable Setting setting;

    private record Setting(
            OpenIdSettings settings, OpenIdProvider provider, IdTokens idTokens, BrowserChallenges challenges) {}

    /**
     * Addresses of this service.
     *
     * @param redirect where the provider sends browsers back to
     * @param signIn what the secret of a one-time link follows
     */
    public record Links(String redirect, String signIn) {}

    /** The parts of the service that it shares with other ways of signing in. */
    public record Access(InvitationService invitations, Tokens tokens, SecureRandom random, InstantSource clock) {}

    private OpenIdService(Pool pool, Access shared, Links links, @Nullable Setting setting) {
        this.pool = pool;
        this.access = new AccessStore(shared.clock());
        this.organisations = new OrganisationStore(shared.clock());
        this.challenges = new PasskeyStore(shared.clock());
        this.audit = new AuditStore(shared.clock());
        this.invitations = shared.invitations();
        this.tokens = shared.tokens();
        this.links = links;
        this.setting = setting;
    }

    /** Without a provider. */
    public static OpenIdService none(Pool pool, Access shared) {
        return new OpenIdService(pool, shared, new Links("", ""), null);
    }

    /** @param linkKey {@code security.linkKey} of the configuration */
    public static OpenIdService by(
            Vertx vertx, Pool pool, Access shared, Links links, OpenIdSettings settings, byte[] linkKey) {
        return new OpenIdService(
                pool,
                shared,
                links,
                new Setting(
                        settings,
                        new OpenIdProvider(vertx, settings, shared.clock()),
                        new IdTokens(settings, shared.clock()),
                        new BrowserChallenges(linkKey, shared.random(), shared.clock(), VALIDITY)));
    }

    /** The provider's name as the button says it; empty where there is none. */
    public Optional<String> name() {
        return Optional.ofNullable(setting).map(open -> open.settings().name());
    }

    private Setting setting() {
        if (setting == null) {
            throw new IllegalStateException("there is no provider of sign-in");
        }
        return setting;
    }

    /**
     * The provider's address for a browser that begins; fails with {@link ProviderException}.
     *
     * @param browser a secret that only this browser has
     * @param again whether whoever is signed in at the provider is to be asked who they are
     */
    public Future<String> begin(String browser, boolean again) {
        Setting open = setting();
        String state = TEXT.encodeToString(open.challenges().create(USE, browser));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", open.settings().clientId());
        query.put("redirect_uri", links.redirect());
        query.put("scope", "openid email");
        query.put("state", state);
        query.put("nonce", derived("nonce", browser, state));
        query.put("code_challenge", TEXT.encodeToString(Tokens.hash(derived("verifier", browser, state))));
        query.put("code_challenge_method", "S256");
        if (again) {
            query.put("prompt", "login");
        }
        return open.provider()
                .description()
                .map(said -> said.authorization()
                        + (said.authorization().contains("?") ? "&" : "?")
                        + OpenIdProvider.encoded(query));
    }

    private static String derived(String use, String browser, String state) {
        return TEXT.encodeToString(Tokens.hash(use + '\n' + browser + '\n' + state));
    }

    /**
     * What a browser brings back.
     *
     * @param issuer as the answer names it (RFC 9207); null where it does not
     */
    public record Answer(String state, String code, @Nullable String issuer) {}

    /** Whether a browser brings back what was given to it, in time. */
    public boolean inTime(String state, String browser) {
        return challenge(state)
                .filter(bytes -> setting().challenges().holds(bytes, USE, browser))
                .isPresent();
    }

    private static Optional<byte[]> challenge(String state) {
        try {
            return Optional.of(BYTES.decode(state));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Whom a provider has vouched for. */
    public sealed interface Found permits Identity, Unknown {}

    /** @param state of the answer, which is good once */
    public record Identity(String email, String state) implements Found {}

    /** Why it has vouched for nobody. */
    public enum Unknown implements Found {
        /** It is not what a provider answers to what was asked. */
        REFUSED,
        /** The provider knows no address of theirs, or does not vouch for it. */
        UNVERIFIED,
        /** Their address is not of those that may sign in. */
        FOREIGN
    }

    /** Exchanges the code of an answer that is {@link #inTime}; fails with {@link ProviderException}. */
    public Future<Found> identify(Answer answer, String browser) {
        Setting open = setting();
        if (answer.issuer() != null && !answer.issuer().equals(open.settings().issuer())) {
            return Future.succeededFuture(told(Refusal.ISSUER));
        }
        String nonce = derived("nonce", browser, answer.state());
        return open.provider()
                .exchange(answer.code(), derived("verifier", browser, answer.state()), links.redirect())
                .compose(token -> token.isEmpty()
                        ? Future.succeededFuture(Unknown.REFUSED)
                        : verify(token.get(), nonce)
                                .map(verdict -> verdict instanceof Verified verified
                                        ? new Identity(verified.email(), answer.state())
                                        : told((Refusal) verdict)));
    }

    private Future<Verdict> verify(String token, String nonce) {
        Setting open = setting();
        return open.provider()
                .description()
                .map(said -> open.idTokens().verify(token, said.keys(), nonce))
                .compose(verdict -> verdict != Refusal.SIGNATURE
                        ? Future.succeededFuture(verdict)
                        : open.provider().description(KEYS_KEPT).map(said -> open.idTokens()
                                .verify(token, said.keys(), nonce)));
    }

    private static Unknown told(Refusal refusal) {
        LOG.warn("a sign-in by OpenID Connect was refused: {}", refusal);
        return switch (refusal) {
            case SIGNATURE, ISSUER, AUDIENCE, TIME, NONCE -> Unknown.REFUSED;
            case EMAIL_UNVERIFIED -> Unknown.UNVERIFIED;
            case EMAIL_FOREIGN -> Unknown.FOREIGN;
        };
    }

    /** An organisation that somebody may enter, by a one-time link. */
    public record Offer(String organisation, String link) {}

    /**
     * An open invitation, which its person accepts by a form.
     *
     * @param role as its SQL name says it
     * @param invitation whose it is, for the form
     * @param proof that it was offered to this browser, for the form
     */
    public record Invited(String organisation, String role, String invitation, String proof) {}

    /** What somebody may choose among: where they may enter, and what they were invited to. */
    public record Choice(List<Offer> offers, List<Invited> invited) {
        /** For whoever has nothing to choose: {@link #admit} is for them. */
        static final Choice NONE = new Choice(List.of(), List.of());

        public Choice {
            offers = List.copyOf(offers);
            invited = List.copyOf(invited);
        }

        /** Whether {@link #admit} is to be asked instead. */
        public boolean isNone() {
            return offers.isEmpty() && invited.isEmpty();
        }
    }

    /**
     * What an identity has to choose among; {@link Choice#isNone none} when they may enter one organisation and are invited to no
     * other, when there is nothing for them, and when the answer was used. Nobody is made a member of anything unasked.
     *
     * @param browser a secret that only this browser has
     */
    public Future<Choice> choice(Identity identity, String browser) {
        return pool.withTransaction(
                transaction -> access.holdByEmail(transaction, identity.email()).compose(found -> invitations
                        .openTo(transaction, identity.email())
                        .compose(open -> open.isEmpty() && found.size() < 2
                                ? Future.succeededFuture(Choice.NONE)
                                : spend(
                                                transaction,
                                                found.isEmpty()
                                                        ? open.get(0).organisationId()
                                                        : found.get(0).organisationId(),
                                                identity)
                                        .compose(fresh -> fresh
                                                ? offers(transaction, found)
                                                        .map(offers -> new Choice(offers, invited(open, browser)))
                                                : Future.succeededFuture(Choice.NONE)))));
    }

    private List<Invited> invited(List<Addressed> open, String browser) {
        return open.stream()
                .map(each -> {
                    String invitation = TEXT.encodeToString(each.tokenHash());
                    return new Invited(
                            each.organisation(),
                            each.role().sqlName(),
                            invitation,
                            TEXT.encodeToString(setting().challenges().create(use(invitation), browser)));
                })
                .toList();
    }

    private static String use(String invitation) {
        return INVITATION + invitation;
    }

    /** Whether that invitation was offered to this browser a short time ago. */
    public boolean offered(String invitation, String proof, String browser) {
        return challenge(proof)
                .filter(bytes -> setting().challenges().holds(bytes, use(invitation), browser))
                .isPresent();
    }

    /** Accepts an invitation that was {@link #offered}, in the transaction in which the session begins; empty when it is not open any more. */
    public Future<Optional<Admission>> accept(SqlClient transaction, String invitation, String language) {
        return invitations.accept(transaction, BYTES.decode(invitation), language);
    }

    private Future<List<Offer>> offers(SqlClient transaction, List<Organiser> found) {
        List<Offer> offers = new ArrayList<>();
        return Sequence.each(found, organiser -> offer(transaction, organiser).onSuccess(offers::add))
                .map(offers);
    }

    private Future<Offer> offer(SqlClient transaction, Organiser organiser) {
        String secret = tokens.create("");
        return access.createSignInLink(transaction, organiser.id(), Tokens.hash(secret), CHOICE)
                .compose(made -> audit.write(
                        transaction,
                        Actor.service(organiser.organisationId(), "sign-in"),
                        "organiser.open-id",
                        "organiser:" + organiser.id()))
                .compose(written -> organisations.find(transaction, organiser.organisationId()))
                .map(organisation -> new Offer(organisation.orElseThrow().name(), links.signIn() + secret));
    }

    /**
     * Whom an identity lets in, in the transaction in which their session begins: the only organiser of that address; empty when
     * that is nobody, or the answer was used.
     */
    public Future<Optional<Admission>> admit(SqlClient transaction, Identity identity) {
        return access.holdByEmail(transaction, identity.email())
                .compose(found -> found.size() != 1
                        ? Future.succeededFuture(Optional.empty())
                        : spend(transaction, found.get(0).organisationId(), identity)
                                .map(fresh ->
                                        fresh ? Optional.of(new Admission(found.get(0), null)) : Optional.empty()));
    }

    private Future<Boolean> spend(SqlClient transaction, long organisationId, Identity identity) {
        byte[] challenge = challenge(identity.state()).orElseThrow();
        return challenges.spend(
                transaction,
                organisationId,
                Tokens.hash(TEXT.encodeToString(challenge)),
                BrowserChallenges.end(challenge));
    }
}
