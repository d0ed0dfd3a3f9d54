package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.organisation.ChannelsApi;
import org.relais.api.organisation.InvitationsApi;
import org.relais.api.organisation.OrganisationApi;
import org.relais.api.organisation.PeopleApi;
import org.relais.api.organisation.PreferenceApi;
import org.relais.api.organisation.PublicPageApi;
import org.relais.api.organisation.SenderHealthApi;
import org.relais.api.organisation.TokensApi;
import org.relais.channel.sender.SenderConnections;
import org.relais.config.OpenIdSettings;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleRoutes;
import org.relais.console.MailedSignIn;
import org.relais.console.OpenIdSignIn;
import org.relais.console.PasskeySignIn;
import org.relais.console.PasswordSignIn;
import org.relais.console.organisation.AccountPages;
import org.relais.console.organisation.AuditPages;
import org.relais.console.organisation.Credentials;
import org.relais.console.organisation.PasswordPages;
import org.relais.console.organisation.PeoplePages;
import org.relais.console.organisation.SettingsPages;
import org.relais.console.organisation.WelcomeTextPages;
import org.relais.console.sender.ChannelPages;
import org.relais.health.SenderHealth;
import org.relais.input.RateLimiter;
import org.relais.organisation.AccessExpiry;
import org.relais.organisation.AccessMail;
import org.relais.organisation.AccessStore;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.AuditStore;
import org.relais.organisation.InvitationService;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.PasskeyService;
import org.relais.organisation.PeopleService;
import org.relais.organisation.Preference;
import org.relais.organisation.SenderService;
import org.relais.organisation.SignInMail;
import org.relais.organisation.Tokens;
import org.relais.organisation.openid.OpenIdService;
import org.relais.organisation.password.PasswordService;
import org.relais.share.PublicPageService;

/** The organisation itself: settings, senders, who signs in, API tokens, the audit trail. */
final class OrganisationModule implements FeatureModule {
    private final ServiceContext context;
    private final AccessStore access;
    private final AuditStore audit;
    private final SenderService senders;
    private final SenderConnections connections;
    private final Tokens tokens;
    private final SenderHealth health;
    private final ApiTokens apiTokens;
    private final PeopleService people;
    private final SignInMail signInMail;
    private final Credentials credentials;
    private final OpenIdService openId;
    private final InvitationService invitations;

    OrganisationModule(ServiceContext context, SenderHealth health) {
        this.health = health;
        this.context = context;
        this.access = new AccessStore(context.clock());
        this.audit = new AuditStore(context.clock());
        this.senders = new SenderService(context.pool(), context.clock());
        this.connections = new SenderConnections(
                context.pool(),
                context.senderKeys(),
                context.channels(),
                context.senders(),
                context.clock(),
                context.random());
        this.tokens = new Tokens(context.random());
        this.people = new PeopleService(context.pool(), context.clock());
        AccessMail mail = new AccessMail(context.vertx(), context.config().mail());
        this.invitations = new InvitationService(
                context.pool(), context.clock(), tokens, mail, ConsoleRoutes.invitationLink(context.publicUrl(), ""));
        // Where there are several databases nobody can say in which of them an address is known, without asking all.
        boolean addresses = context.config().database().numbers().size() <= 1;
        this.signInMail = new SignInMail(
                context.pool(),
                context.clock(),
                tokens,
                addresses ? mail : new AccessMail(context.vertx(), null),
                ConsoleRoutes.signInLink(context.publicUrl(), ""));
        byte[] linkKey = context.config().security().linkKey();
        this.credentials = new Credentials(
                new PasskeyService(context.pool(), context.clock(), context.random(), context.publicUrl(), linkKey),
                new PasswordService(
                        context.pool(),
                        new PasswordService.Machine(
                                context.vertx(),
                                context.clock(),
                                context.random(),
                                context.senderKeys(),
                                context.salt(),
                                context.nanoTime()),
                        addresses ? linkKey : null));
        this.openId = openId();
        this.apiTokens = new ApiTokens(context.pool(), access, audit, tokens);
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(
                new OrganisationApi(organisations()),
                new ChannelsApi(senders, connections, context.channels()),
                new SenderHealthApi(health),
                new PreferenceApi(organisations(), "/number-request", Preference.ASKS_NUMBERS),
                new PeopleApi(people),
                new PreferenceApi(organisations(), "/acknowledgements", Preference.SAYS_LESS),
                new PreferenceApi(organisations(), "/political-advertising", Preference.SENDS_POLITICAL),
                new PublicPageApi(publicPages()),
                new InvitationsApi(invitations),
                new TokensApi(context.pool(), access, apiTokens, context.clock()));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(
                Duration.ofHours(1),
                "the end of links and sessions",
                new AccessExpiry(context.pool(), context.clock())::prune);
    }

    /** Ways into the console besides a one-time link. */
    ConsoleRoutes.Doors doors() {
        RateLimiter limiter = new RateLimiter(context.salt(), context.nanoTime());
        return new ConsoleRoutes.Doors(
                new MailedSignIn(signInMail, limiter),
                new PasswordSignIn(credentials.passwords(), tokens, limiter),
                new PasskeySignIn(credentials.passkeys(), tokens, limiter),
                new OpenIdSignIn(openId, tokens, limiter),
                invitations);
    }

    private OpenIdService openId() {
        OpenIdService.Access shared = new OpenIdService.Access(invitations, tokens, context.random(), context.clock());
        OpenIdSettings settings = context.config().openId();
        byte[] linkKey = context.config().security().linkKey();
        return settings == null || linkKey == null
                ? OpenIdService.none(context.pool(), shared)
                : OpenIdService.by(
                        context.vertx(),
                        context.pool(),
                        shared,
                        new OpenIdService.Links(
                                OpenIdSignIn.redirect(context.publicUrl()),
                                ConsoleRoutes.signInLink(context.publicUrl(), "")),
                        settings,
                        linkKey);
    }

    private OrganisationService organisations() {
        return new OrganisationService(context.pool(), tokens, context.clock());
    }

    private PublicPageService publicPages() {
        return new PublicPageService(context.pool(), context.clock());
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        AccountPages account = new AccountPages(people, credentials, signInMail);
        return List.of(
                new ChannelPages(context.pool(), senders, connections, health, context.channels(), context.clock()),
                new SettingsPages(context.pool(), organisations(), publicPages(), apiTokens, context.clock()),
                new WelcomeTextPages(context.pool(), organisations()),
                new PeoplePages(
                        people, credentials, organisations(), invitations, context.clock(), context.publicUrl()),
                account,
                new PasswordPages(account, credentials.passwords()),
                new AuditPages(context.pool(), audit, access));
    }
}
