package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relais.organisation.AccessStore;
import org.relais.organisation.AccessStore.LinkOwner;
import org.relais.organisation.Actor;
import org.relais.organisation.Admission;
import org.relais.organisation.AuditStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.SessionStore;
import org.relais.organisation.SessionStore.OpenSession;
import org.relais.organisation.Tokens;

/** Begins, finds and ends sessions. The cookie holds 256 random bits; the database their hash. */
final class Sessions {
    /** Sessions end by themselves after this; a new link begins another. */
    static final Duration VALIDITY = Duration.ofDays(7);

    private static final String COOKIE = "relais-session";
    private static final int LONGEST = 100;

    private final Pool pool;
    private final AccessStore access;
    private final SessionStore sessions;
    private final OrganisationStore organisations;
    private final AuditStore audit;
    private final Tokens tokens;
    private final boolean secure;

    /** @param secure whether the console is reached by https: the cookie then never travels without */
    Sessions(Pool pool, InstantSource clock, Tokens tokens, boolean secure) {
        this.pool = pool;
        this.access = new AccessStore(clock);
        this.sessions = new SessionStore(clock);
        this.organisations = new OrganisationStore(clock);
        this.audit = new AuditStore(clock);
        this.tokens = tokens;
        this.secure = secure;
    }

    /** Who sends this request; empty without a valid session. */
    Future<Optional<Session>> find(RoutingContext context) {
        String secret = secret(context.request());
        return secret == null
                ? Future.succeededFuture(Optional.empty())
                : sessions.find(pool, Tokens.hash(secret))
                        .compose(open -> open.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : session(open.get(), secret));
    }

    private Future<Optional<Session>> session(OpenSession open, String secret) {
        return organisations
                .find(pool, open.organiser().organisationId())
                .map(found -> found.map(organisation ->
                        new Session(open.id(), open.organiser(), organisation, formToken(secret), open.actions())));
    }

    /** Whom the link would sign in; empty when it would not any longer. Spends nothing. */
    Future<Optional<LinkOwner>> owner(String link) {
        return access.signInLinkOwner(pool, Tokens.hash(link));
    }

    /** Spends the link and begins a session, both or neither; false when the link is unknown, expired or used. */
    Future<Boolean> begin(RoutingContext context, String link) {
        return begin(context, transaction -> access.useSignInLink(transaction, Tokens.hash(link)));
    }

    /** As {@link #begin(RoutingContext, JsonObject, Function)}, by a link: nothing further to say of it. */
    Future<Boolean> begin(RoutingContext context, Function<SqlClient, Future<Optional<Admission>>> admitted) {
        return begin(context, new JsonObject(), admitted);
    }

    /**
     * Begins a session of whom {@code admitted} lets in, in one transaction with it; false when that is nobody. Its secret is
     * new, and a session that this browser had ends: nothing would show it any more.
     *
     * @param way how they come in, for the audit trail
     */
    Future<Boolean> begin(
            RoutingContext context, JsonObject way, Function<SqlClient, Future<Optional<Admission>>> admitted) {
        String secret = tokens.create("");
        return pool.withTransaction(transaction -> admitted.apply(transaction)
                        .compose(admission -> admission.isEmpty()
                                ? Future.succeededFuture(false)
                                : create(transaction, admission.get(), secret, device(context))
                                        .compose(actor ->
                                                audit.write(transaction, actor, "console.sign-in", actor.name(), way))
                                        .map(true)))
                .compose(begun -> begun
                        ? endEarlier(context).transform(ended -> {
                            context.response().addCookie(cookie(secret).setMaxAge(VALIDITY.toSeconds()));
                            return Future.succeededFuture(true);
                        })
                        : Future.succeededFuture(false));
    }

    private static String device(RoutingContext context) {
        return Device.name(context.request().getHeader(HttpHeaders.USER_AGENT));
    }

    private Future<Actor> create(SqlClient transaction, Admission admission, String secret, String device) {
        return sessions.create(transaction, admission, Tokens.hash(secret), device, VALIDITY)
                .map(Actor.organiser(admission.organiser()));
    }

    /** Ends the session of this request. */
    Future<Void> end(RoutingContext context) {
        return endEarlier(context)
                .onComplete(ended -> context.response().addCookie(cookie("").setMaxAge(0)));
    }

    /** Ends the session that the request came with, if any. */
    private Future<Void> endEarlier(RoutingContext context) {
        String secret = secret(context.request());
        return secret == null
                ? Future.succeededFuture()
                : pool.withTransaction(transaction -> sessions.end(transaction, Tokens.hash(secret))
                        .compose(organiser -> organiser.isEmpty()
                                ? Future.succeededFuture()
                                : signedOut(transaction, Actor.organiser(organiser.get()))));
    }

    private Future<Void> signedOut(SqlClient transaction, Actor actor) {
        return audit.write(transaction, actor, "console.sign-out", actor.name());
    }

    /** What a request's cookie holds, whether it is anybody's session or not. */
    static @Nullable String secret(HttpServerRequest request) {
        Cookie cookie = request.getCookie(COOKIE);
        String value = cookie == null ? "" : cookie.getValue();
        return value.isEmpty() || value.length() > LONGEST ? null : value;
    }

    private Cookie cookie(String value) {
        return Cookie.cookie(COOKIE, value)
                .setPath(ConsoleRoutes.BASE)
                .setHttpOnly(true)
                .setSecure(secure)
                // Lax, not strict: a link to a page in a message to a colleague opens it.
                .setSameSite(CookieSameSite.LAX);
    }

    private static String formToken(String secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.hash("form:" + secret));
    }
}
