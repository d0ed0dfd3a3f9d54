package org.relais.console;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Database;
import org.relais.inbox.InboxService;
import org.relais.organisation.AccessStore;
import org.relais.organisation.AuditStore;
import org.relais.organisation.InvitationService;
import org.relais.organisation.Organiser;
import org.relais.organisation.PasskeyHandle;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/** Routes of the console: its files and doors for everybody, its rooms for those who have signed in. */
public final class ConsoleRoutes {
    /** Where the console stands. */
    public static final String BASE = "/console";

    private final List<ConsoleFeature> parts;
    private final Assets assets = Assets.load();
    private final Sessions sessions;
    private final PageRenderer pages;
    private final SameOriginHandler origin;
    private final SignIn signIn;
    private final MailedSignIn mailed;
    private final PasswordSignIn passwords;
    private final PasskeySignIn passkeys;
    private final OpenIdSignIn openId;
    private final boolean secure;
    private final InvitationDoor invitations;
    private final SentForms sent;
    private final OpenStreams streams;
    private final InboxService inbox;

    /**
     * Where the service stands.
     *
     * @param publicUrl how people reach it; https makes cookies secure
     * @param phones page of the simulated phones; null where there are none
     */
    public record Addresses(String publicUrl, @Nullable String phones) {}

    /**
     * @param addresses the service's own, and of what it links to
     * @param doors for those who have no session
     * @param parts the pages, feature by feature
     */
    public ConsoleRoutes(
            Database database,
            Tokens tokens,
            Addresses addresses,
            InstantSource clock,
            Doors doors,
            List<ConsoleFeature> parts) {
        String publicUrl = addresses.publicUrl();
        Pool pool = database.pool();
        AccessStore access = new AccessStore(clock);
        this.secure = publicUrl.startsWith("https:");
        this.parts = List.copyOf(parts);
        this.sessions = new Sessions(pool, clock, tokens, secure);
        this.pages = new PageRenderer(
                new PageRenderer.Layout(
                        assets,
                        parts.stream()
                                .map(ConsoleFeature::section)
                                .sorted()
                                .distinct()
                                .toList(),
                        addresses.phones(),
                        () -> tokens.create(""),
                        doors.mailed().possible(),
                        doors.passwords().possible(),
                        doors.passkeys().origin(),
                        doors.openId().name(),
                        clock,
                        new DoorSign(pool, clock, publicUrl),
                        organisation -> access.organisers(pool, organisation).map(all -> all.stream()
                                .filter(one -> one.role() == Role.OWNER)
                                .map(Organiser::name)
                                .toList())),
                secure);
        this.mailed = doors.mailed();
        this.passwords = doors.passwords();
        this.passkeys = doors.passkeys();
        this.openId = doors.openId();
        this.invitations = new InvitationDoor(doors.invitations(), sessions, pages);
        this.sent = new SentForms(database, clock);
        this.streams = new OpenStreams(pool, clock);
        this.inbox = new InboxService(pool, new AuditStore(clock), clock);
        this.origin = new SameOriginHandler(publicUrl);
        this.signIn = new SignIn(pool, access, sessions, pages, origin, secure);
    }

    /** The address of a one-time link. */
    public static String signInLink(String publicUrl, String token) {
        return publicUrl + SignIn.LINK + token;
    }

    /** Ways in besides a one-time link. */
    public record Doors(
            MailedSignIn mailed,
            PasswordSignIn passwords,
            PasskeySignIn passkeys,
            OpenIdSignIn openId,
            InvitationService invitations) {}

    /** The address of an invitation. */
    public static String invitationLink(String publicUrl, String token) {
        return publicUrl + InvitationDoor.LINK + token;
    }

    /** The secret of the invitation whose page a path is. */
    public static Optional<String> invitationSecret(String path) {
        return path.startsWith(InvitationDoor.LINK)
                ? Optional.of(path.substring(InvitationDoor.LINK.length()))
                : Optional.empty();
    }

    /** The organiser whose passkey is shown at that path. */
    public static Optional<Long> passkeyOwner(String path) {
        return path.startsWith(PasskeySignIn.SHOWN)
                ? PasskeyHandle.read(path.substring(PasskeySignIn.SHOWN.length()))
                        .map(PasskeyHandle::organiserId)
                : Optional.empty();
    }

    /** The secret of the session that a request shows, whether it is anybody's or not. */
    public static Optional<String> session(HttpServerRequest request) {
        return Optional.ofNullable(Sessions.secret(request));
    }

    /** The secret of the one-time link whose page a path is. */
    public static Optional<String> linkSecret(String path) {
        return path.startsWith(SignIn.LINK) ? Optional.of(path.substring(SignIn.LINK.length())) : Optional.empty();
    }

    public void mount(Router router) {
        router.get("/").handler(ConsoleRoutes::toConsole);
        router.route(BASE + "/*")
                .handler(ConsoleRoutes::headers)
                .handler(origin)
                .failureHandler(pages::fail);
        assets.mount(router);
        signIn.mount(router);
        mailed.mount(router, pages, origin);
        passwords.mount(router, pages, origin, sessions, secure);
        passkeys.mount(router, pages, origin, sessions);
        openId.mount(router, pages, sessions, origin, secure);
        invitations.mount(router, origin);
        router.get(BASE + "/signed-out")
                .handler(context ->
                        pages.render(pages.visit(context), 200, "askLink", Map.of("form", new Form(), "left", true)));
        router.route(BASE + "/*").handler(this::admit);
        PageRoutes routes = new PageRoutes(router, pages, sent, streams);
        routes.get("/sign-out", Role.COORDINATOR, signIn::askFirst);
        routes.post("/sign-out", Role.COORDINATOR, signIn::signOut);
        parts.forEach(part -> part.mount(routes));
        router.route(BASE + "/*").handler(context -> context.fail(new HttpException(404)));
    }

    /** Whoever types the bare address of the service means the console. */
    private static void toConsole(RoutingContext context) {
        context.redirect(BASE).onFailure(context::fail);
    }

    static void headers(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        // Without a referrer browsers hide the origin of forms too, and the check of it would refuse them all.
        headers.set("Referrer-Policy", "same-origin");
        context.next();
    }

    /** Lets those in who have a session. */
    private void admit(RoutingContext context) {
        context.request().pause();
        sessions.find(context)
                .onComplete(
                        session -> {
                            session.ifPresentOrElse(open -> greet(context, open), () -> {
                                context.request().resume();
                                context.fail(new HttpException(401));
                            });
                        },
                        fault -> {
                            context.request().resume();
                            context.fail(fault);
                        });
    }

    private void greet(RoutingContext context, Session session) {
        inbox.waiting(session.organisation().id())
                .onComplete(
                        waiting -> {
                            context.request().resume();
                            PageRenderer.remember(context, session, waiting.all());
                            context.next();
                        },
                        fault -> {
                            context.request().resume();
                            context.fail(fault);
                        });
    }
}
