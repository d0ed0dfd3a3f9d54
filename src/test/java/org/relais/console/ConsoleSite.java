package org.relais.console;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionPersonStore;
import org.relais.action.call.CallPersonStore;
import org.relais.app.http.HandlerFaults;
import org.relais.app.http.SecurityHeaders;
import org.relais.audience.AudienceService;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastRunner;
import org.relais.broadcast.BroadcastService;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.sender.SenderConnections;
import org.relais.channel.sender.SenderKeys;
import org.relais.channel.sender.SenderLoader;
import org.relais.config.MailSettings;
import org.relais.config.OpenIdSettings;
import org.relais.config.RelaisConfig;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.identity.ContactService;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.consent.privacy.ErasureService;
import org.relais.consent.privacy.Retention;
import org.relais.consent.proof.ProofService;
import org.relais.console.broadcast.AudiencePages;
import org.relais.console.contact.ContactPages;
import org.relais.console.contact.ImportPages;
import org.relais.console.contact.NewPersonPages;
import org.relais.console.contact.PaperRecordPages;
import org.relais.console.contact.PersonInbox;
import org.relais.console.home.HomePage;
import org.relais.console.inbox.ConversationPages;
import org.relais.console.inbox.InboxPages;
import org.relais.console.inbox.InboxServices;
import org.relais.console.inbox.MessagePages;
import org.relais.console.organisation.AccountPages;
import org.relais.console.organisation.AuditPages;
import org.relais.console.organisation.Credentials;
import org.relais.console.organisation.PasswordPages;
import org.relais.console.organisation.PeoplePages;
import org.relais.console.organisation.SafeguardPages;
import org.relais.console.organisation.SettingsPages;
import org.relais.console.organisation.SpendingPages;
import org.relais.console.organisation.WebhookPages;
import org.relais.console.organisation.WelcomeTextPages;
import org.relais.console.sender.ChannelPages;
import org.relais.console.sender.TemplatePages;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.PersonRecords;
import org.relais.contact.csv.CsvLimits;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.database.Timestamps;
import org.relais.delivery.DeliveryPersonStore;
import org.relais.delivery.Drain;
import org.relais.delivery.Outbox;
import org.relais.feed.webhook.WebhookSecrets;
import org.relais.feed.webhook.WebhookService;
import org.relais.health.PublicAddress;
import org.relais.health.SenderHealth;
import org.relais.health.SenderLooks;
import org.relais.imports.ImportPersonStore;
import org.relais.imports.ImportService;
import org.relais.inbox.DataLinkService;
import org.relais.inbox.DataLinks;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboundPersonStore;
import org.relais.inbox.InboxCaseService;
import org.relais.inbox.InboxService;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.SavedAnswerService;
import org.relais.inbox.ThreadService;
import org.relais.inbox.media.MediaService;
import org.relais.input.RateLimiter;
import org.relais.ledger.EventSource;
import org.relais.notice.NoticeService;
import org.relais.organisation.AccessMail;
import org.relais.organisation.AccessStore;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.AuditStore;
import org.relais.organisation.ContactRules;
import org.relais.organisation.InvitationService;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.PasskeyService;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Role;
import org.relais.organisation.SenderService;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SignInMail;
import org.relais.organisation.Tokens;
import org.relais.organisation.openid.OpenIdService;
import org.relais.organisation.password.PasswordService;
import org.relais.share.JoinLinks;
import org.relais.share.PublicPageService;
import org.relais.share.ShareRecordStore;
import org.relais.spending.SpendingService;
import org.relais.template.PersonalVariables;
import org.relais.template.catalogue.TemplateAuthor;
import org.relais.template.catalogue.TemplateService;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.Cookies;
import org.relais.testing.TestDatabase;

/** The console over real HTTP on a fresh database, with two organisations, at a time that tests set. */
public final class ConsoleSite implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    /** Where passkeys serve. */
    static final String ORIGIN = "https://console.example.org";

    public final Vertx vertx = Vertx.vertx();
    public final Database database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 10);
    public final AtomicReference<Instant> now = new AtomicReference<>(START);
    public final InstantSource clock = now::get;
    public final AccessStore access = new AccessStore(clock);
    public final AuditStore audit = new AuditStore(clock);
    public final OrganisationStore organisations = new OrganisationStore(clock);
    public final Tokens tokens = new Tokens(new SecureRandom());
    public final Organisation organisation;
    public final Organisation other;
    public final Fingerprints fingerprints = new Fingerprints(List.of(new RelaisConfig.Key("k1", new byte[32])));
    public final ConsentService consent = new ConsentService(
            database.pool(), fingerprints, new Drain(vertx, database.pool(), clock, Duration.ofSeconds(5)), clock);
    public final IdentityService identities = new IdentityService(fingerprints, List.of(), clock);
    public final HoldService holds = new HoldService(database.pool(), consent, audit, clock, List.of());
    public final RightsRequestService rights = new RightsRequestService(database.pool(), audit, clock);
    public final InboxService inbox = new InboxService(database.pool(), audit, clock);
    public final ChannelRegistry platforms = platforms();
    public final DataLinks dataLinks = new DataLinks(new byte[32], "https://relais.example");
    public final OrganiserAnswerService answers =
            new OrganiserAnswerService(database.pool(), platforms, new Outbox(clock), organisation -> {}, audit, clock);
    /** Who waits to try again waits by the clock that tests set. */
    public final PasswordService passwords = new PasswordService(
            database.pool(),
            new PasswordService.Machine(
                    vertx,
                    clock,
                    new SecureRandom(),
                    new SenderKeys(List.of(new RelaisConfig.Key("s1", new byte[32]))),
                    new byte[32],
                    () -> Duration.between(START, now.get()).toNanos()),
            new byte[32]);

    final SignInMail signInMail;
    public final InvitationService invitations;
    public final SenderStore senders = new SenderStore(clock);

    /** Where this console keeps what is uploaded; nobody else writes there. */
    public final Path uploads = folder();

    private final ImportService imports;

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private ConsoleSite(
            @Nullable MailSettings mail,
            @Nullable OpenIdSettings openId,
            Function<ConsoleSite, List<ConsoleFeature>> parts) {
        imports = new ImportService(
                vertx,
                database,
                fingerprints,
                consent,
                clock,
                new ImportService.Uploads(uploads, CsvLimits.DEFAULT, ChannelCatalogue.addresses(), UUID::randomUUID));
        organisation = organisation("asso", "Les Amis du quartier");
        other = organisation("autre", "Une autre organisation");
        Router router = Router.router(vertx);
        router.route().handler(new HandlerFaults()).handler(SecurityHeaders.INSTANCE);
        signInMail = new SignInMail(
                pool(),
                clock,
                tokens,
                new AccessMail(vertx, mail),
                ConsoleRoutes.signInLink("http://console.example.org", ""));
        invitations = new InvitationService(
                pool(),
                clock,
                tokens,
                new AccessMail(vertx, mail),
                ConsoleRoutes.invitationLink("http://console.example.org", ""));
        RateLimiter limiter = new RateLimiter(new byte[32], () -> 0L);
        MailedSignIn mailed = new MailedSignIn(signInMail, limiter);
        ConsoleRoutes.Addresses addresses = new ConsoleRoutes.Addresses("http://console.example.org", null);
        OpenIdService.Access shared = new OpenIdService.Access(invitations, tokens, new SecureRandom(), clock);
        OpenIdService.Links links = new OpenIdService.Links(
                OpenIdSignIn.redirect(addresses.publicUrl()), ConsoleRoutes.signInLink(addresses.publicUrl(), ""));
        OpenIdService provider = openId == null
                ? OpenIdService.none(pool(), shared)
                : OpenIdService.by(vertx, pool(), shared, links, openId, new byte[32]);
        new ConsoleRoutes(
                        database,
                        tokens,
                        addresses,
                        clock,
                        new ConsoleRoutes.Doors(
                                mailed,
                                new PasswordSignIn(passwords, tokens, limiter),
                                new PasskeySignIn(passkeys(), tokens, limiter),
                                new OpenIdSignIn(provider, tokens, limiter),
                                invitations),
                        parts.apply(this))
                .mount(router);
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(router)
                .listen()
                .await();
    }

    /** One with the pages on which passwords are set, taken away and looked after. */
    static ConsoleSite withPasswords() {
        return open(it -> List.of(
                it.home(),
                it.account(),
                new PasswordPages(it.account(), it.passwords),
                new PeoplePages(
                        new PeopleService(it.pool(), it.clock),
                        it.credentials(),
                        new OrganisationService(it.pool(), it.tokens, it.clock),
                        it.invitations,
                        it.clock,
                        ORIGIN),
                new AuditPages(it.pool(), it.audit, it.access)));
    }

    /** Opens the console with every room besides broadcasts. */
    static ConsoleSite open() {
        return open(ConsoleSite::rooms);
    }

    /** Opens the console with these rooms. */
    public static ConsoleSite open(Function<ConsoleSite, List<ConsoleFeature>> parts) {
        return new ConsoleSite(null, null, parts);
    }

    /** As {@link #open(Function)}, with a provider of sign-in. */
    static ConsoleSite open(OpenIdSettings openId, Function<ConsoleSite, List<ConsoleFeature>> parts) {
        return new ConsoleSite(null, openId, parts);
    }

    /** As {@link #open(Function)}, with a mail server. */
    static ConsoleSite open(MailSettings mail, Function<ConsoleSite, List<ConsoleFeature>> parts) {
        return new ConsoleSite(mail, null, parts);
    }

    /** With no platform behind them. */
    private SenderConnections connections() {
        SenderKeys keys = new SenderKeys(List.of(new RelaisConfig.Key("s1", new byte[32])));
        SenderLoader loader =
                new SenderLoader(vertx, database, keys, new ChannelRegistry(List.of()), "http://console.example.org");
        return new SenderConnections(pool(), keys, new ChannelRegistry(List.of()), loader, clock, new SecureRandom());
    }

    /** How senders stand of whom nothing is configured. */
    private SenderHealth health() {
        ChannelRegistry none = new ChannelRegistry(List.of());
        PublicAddress address = new PublicAddress(
                new ChannelContext(vertx, clock, System::nanoTime, Duration.ofSeconds(5)),
                "http://console.example.org");
        return new SenderHealth(pool(), none, new SenderLooks(pool(), none, address, clock), clock);
    }

    /** Of a console that browsers reach by https. */
    public PasskeyService passkeys() {
        return new PasskeyService(pool(), clock, new SecureRandom(), ORIGIN, new byte[32]);
    }

    /** What people sign in with. */
    public Credentials credentials() {
        return new Credentials(passkeys(), passwords);
    }

    /** Everybody's own page. */
    public AccountPages account() {
        return new AccountPages(new PeopleService(pool(), clock), credentials(), signInMail);
    }

    /** The first page, over broadcasts that nobody sends. */
    public HomePage home() {
        return new HomePage(vertx, database, broadcasts(), inbox, new HomePage.Decisions(holds, rights), clock);
    }

    private BroadcastService broadcasts() {
        return new BroadcastService(
                pool(),
                new ChannelRegistry(List.of()),
                PersonalVariables.NONE,
                new BroadcastRunner(
                        vertx, pool(), new ChannelRegistry(List.of()), new Outbox(clock), sender -> {}, clock),
                new Random(7),
                clock);
    }

    private List<PersonRecords> records() {
        return List.of(
                new DeliveryPersonStore(clock),
                new InboundPersonStore(),
                new ShareRecordStore(),
                new ActionPersonStore(),
                new ImportPersonStore(),
                new CallPersonStore());
    }

    /** The rooms besides broadcasts. */
    public List<ConsoleFeature> rooms() {
        ContactService service = new ContactService(pool(), identities, consent, clock);
        InboxServices waiting = new InboxServices(
                inbox,
                holds,
                rights,
                answers,
                new InboxCaseService(pool(), audit, clock),
                new SavedAnswerService(pool(), audit, clock),
                new ThreadService(pool(), platforms, PersonalVariables.NONE),
                new MediaService(pool(), audit, clock),
                new NoticeService(pool(), clock),
                new DataLinkService(
                        pool(),
                        rights,
                        new DataLinkService.Sending(platforms, new Outbox(clock), organisation -> {}),
                        dataLinks,
                        clock));
        ContactPages contacts = new ContactPages(
                database,
                service,
                new ErasureService(pool(), consent, fingerprints, List.of(new InboundPersonStore()), clock),
                new ProofService(vertx, pool(), fingerprints, records(), ChannelCatalogue::name, clock),
                new PersonInbox(holds, rights, waiting.threads(), new JoinLinks(platforms)),
                clock);
        ConversationPages conversations = new ConversationPages(vertx, pool(), waiting, clock);
        SenderService senders = new SenderService(pool(), clock);
        TemplateService templates = new TemplateService(pool(), platforms, clock);
        return List.of(
                home(),
                new NewPersonPages(pool(), service, platforms, clock),
                contacts,
                new AudiencePages(
                        pool(),
                        new AudienceService(pool(), clock),
                        broadcasts(),
                        new BroadcastResults(vertx, pool(), Set.of("telegram"), clock, System::nanoTime)),
                new PaperRecordPages(pool(), contacts, service, rights, clock),
                new ImportPages(imports, uploads, clock),
                conversations,
                new InboxPages(vertx, pool(), waiting, conversations, clock),
                new MessagePages(pool(), waiting, clock),
                new TemplatePages(senders, templates, new TemplateAuthor(pool(), platforms, templates, clock)),
                new SpendingPages(new SpendingService(pool(), clock)),
                new WebhookPages(new WebhookService(pool(), new WebhookSecrets(new byte[32]), clock), clock),
                new ChannelPages(pool(), senders, connections(), health(), new ChannelRegistry(List.of()), clock),
                new WelcomeTextPages(pool(), new OrganisationService(pool(), tokens, clock)),
                new SettingsPages(
                        pool(),
                        new OrganisationService(pool(), tokens, clock),
                        new PublicPageService(pool(), clock),
                        new ApiTokens(pool(), access, audit, tokens),
                        clock),
                new PeoplePages(
                        new PeopleService(pool(), clock),
                        credentials(),
                        new OrganisationService(pool(), tokens, clock),
                        invitations,
                        clock,
                        "http://console.example.org"),
                account(),
                new PasswordPages(account(), passwords),
                new AuditPages(pool(), audit, access),
                new SafeguardPages(
                        pool(),
                        new PolicyOverrides(pool(), clock),
                        new Retention(pool(), consent, fingerprints, new Retention.Kept(List.of(), List.of()), clock)));
    }

    /** Both platforms as they are configured; nobody listens where they are said to be. */
    private ChannelRegistry platforms() {
        String nowhere = "http://127.0.0.1:9";
        JsonObject number = ConfigJson.number("asso", "100", "+33 1 99 00 00 01", "token");
        JsonObject bot = ConfigJson.bot("asso", "200:AAAA", "asso_bot", "secret-of-the-bot");
        JsonObject section = new JsonObject()
                .put("whatsapp", ConfigJson.whatsapp(nowhere, "secret-of-the-app", "verify", number))
                .put("telegram", ConfigJson.telegram(nowhere, bot));
        return ChannelRegistry.create(
                new ChannelContext(vertx, clock, System::nanoTime, Duration.ofSeconds(5)), section);
    }

    /** What somebody wrote on WhatsApp just now, as it lies in the organisers' inbox; returns its id. */
    public long wrote(long contact, String text) {
        senders.register(pool(), organisation.id(), "whatsapp", "100", "Numéro principal")
                .await();
        return rows(
                        """
                        with seen as (
                            update address set last_inbound_at = $4 where contact_id = $2 returning id
                        ), written as (
                            update contact set last_seen_at = greatest(last_seen_at, $4) where id = $2)
                        insert into inbound_message (organisation_id, contact_id, sender_id, address_id, event_key, text,
                                                     received_at)
                        select $1, $2, (select min(id) from sender where organisation_id = $1), (select min(id) from seen),
                               gen_random_uuid()::text, $3, $4
                        returning id
                        """,
                        organisation.id(),
                        contact,
                        text,
                        Timestamps.sql(now.get()))
                .get(0)
                .getLong("id");
    }

    /** Imports into this database. */
    public ImportService imports() {
        return imports;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("relais-console-uploads");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Pool pool() {
        return database.pool();
    }

    private Organisation organisation(String slug, String name) {
        return organisations
                .create(
                        pool(),
                        new Organisation(
                                0,
                                slug,
                                name,
                                null,
                                OrganisationKind.ASSOCIATION,
                                Map.of("fr", "la vie du quartier", "en", "life in the neighbourhood"),
                                "fr",
                                ZoneId.of("Europe/Paris"),
                                "FR",
                                false,
                                ContactRules.DEFAULT))
                .await();
    }

    /** Where the console is reached. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /** Somebody known by a number, who has agreed to nothing yet. */
    public long stranger(Organisation owner, String name, String number) {
        AddressId address = new AddressId("whatsapp", AddressKind.PHONE, number);
        return pool().withTransaction(transaction -> identities.resolve(
                        transaction,
                        new Sighting(
                                owner.id(), null, List.of(address), name, "fr", now.get(), "sight-" + number, null)))
                .await()
                .contactId();
    }

    /** Somebody who wrote START an hour ago. */
    public long subscriber(String name, String number) {
        long contact = stranger(organisation, name, number);
        apply(ConsentEvent.optIn(
                        organisation.id(),
                        contact,
                        ConsentEvent.OptIn.KEYWORD,
                        now.get().minus(Duration.ofHours(1)),
                        EventSource.WEBHOOK)
                .from("whatsapp", "event-" + number)
                .words("START", "fr"));
        return contact;
    }

    /** Whose words may have been a stop. */
    public long held(String name, String number, String words) {
        long contact = subscriber(name, number);
        apply(ConsentEvent.hold(organisation.id(), contact, now.get(), EventSource.WEBHOOK)
                .from("whatsapp", "hold-" + number)
                .words(words, "fr"));
        return contact;
    }

    public void apply(ConsentEvent event) {
        consent.apply(event).await();
    }

    /** Where somebody stands: the SQL name of the state. */
    public String state(long contact) {
        return rows("select state from consent where contact_id = $1", contact)
                .get(0)
                .getString("state");
    }

    /** A new one-time link of an organiser with that role and language. */
    public String link(Organisation owner, Role role, String language) {
        String token = tokens.create("");
        String email = role.sqlName() + "-" + language + "@example.org";
        access.saveOrganiser(pool(), owner.id(), email, "Ana <" + role.sqlName() + ">", role, language)
                .compose(organiser ->
                        access.changeLanguage(pool(), organiser.id(), language).map(organiser))
                .compose(organiser ->
                        access.createSignInLink(pool(), organiser.id(), Tokens.hash(token), Duration.ofHours(1)))
                .await();
        return "/sign-in/" + token;
    }

    /** Somebody who has signed in. */
    public Reader signIn(Role role, String language) {
        return signIn(organisation, role, language);
    }

    public Reader signIn(Organisation owner, Role role, String language) {
        return signIn(request(link(owner, role, language)));
    }

    /** Somebody whose browser says what it is. */
    public Reader signIn(Role role, String language, String userAgent) {
        return signIn(request(link(organisation, role, language)).header("User-Agent", userAgent));
    }

    private Reader signIn(HttpRequest.Builder link) {
        Reader reader = new Reader();
        HttpResponse<String> signedIn =
                reader.send(link.header("Origin", url("")).POST(HttpRequest.BodyPublishers.noBody()));
        if (signedIn.statusCode() != 303) {
            throw new AssertionError("sign-in answered " + signedIn.statusCode());
        }
        return reader;
    }

    /** Somebody who has not. */
    public Reader stranger() {
        return new Reader();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(Await.BOUND);
    }

    /** Runs a statement as a database administrator would. */
    public void asAdministrator(String sql) {
        TestDatabase.execute(database.address(), sql);
    }

    public List<Row> rows(String sql, Object... parameters) {
        return pool().preparedQuery(sql)
                .execute(Tuple.from(parameters))
                .map(found -> StreamSupport.stream(found.spliterator(), false).toList())
                .await();
    }

    @Override
    public void close() {
        imports.close().await();
        server.close().await();
        database.close().await();
        vertx.close().await();
        try (Stream<Path> left = Files.walk(uploads)) {
            left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A browser as far as cookies and forms go. */
    public final class Reader {
        private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

        private final Cookies cookies = new Cookies();

        public HttpResponse<String> get(String path) {
            return send(request(path).GET());
        }

        /** Sends a form as this site's own page does; fields are name, value, name, value … */
        public HttpResponse<String> post(String path, String... fields) {
            List<String> all = new ArrayList<>(List.of("form", formToken()));
            all.addAll(List.of(fields));
            return send(request(path)
                    .header("Origin", url(""))
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(encode(all))));
        }

        /** Presses the only button of a page that needs no session. */
        public HttpResponse<String> press(String path) {
            return send(request(path).header("Origin", url("")).POST(HttpRequest.BodyPublishers.noBody()));
        }

        /** The body of an answer that does not end by itself. */
        public InputStream stream(String path) throws IOException {
            try {
                return client.send(
                                HttpRequest.newBuilder(URI.create(url(path)))
                                        .header("Cookie", "relais-session=" + cookie("relais-session"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream())
                        .body();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }

        /** What the forms of this session carry. */
        public String formToken() {
            Matcher matcher = FORM_TOKEN.matcher(get("/console").body());
            return matcher.find() ? matcher.group(1) : "";
        }

        /** Sends with the cookies so far and keeps the new ones. */
        public HttpResponse<String> send(HttpRequest.Builder request) {
            return cookies.send(client, request);
        }

        /** A cookie as it was set. */
        public String cookie(String name) {
            return cookies.get(name);
        }
    }

    private static String encode(List<String> fields) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < fields.size(); i += 2) {
            text.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(fields.get(i), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}
