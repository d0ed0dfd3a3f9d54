package org.relais.app;

import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.relais.broadcast.BroadcastService;
import org.relais.channel.ChannelRegistry;
import org.relais.config.RelaisConfig;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.identity.ContactService;
import org.relais.console.AuditPages;
import org.relais.console.ChannelPages;
import org.relais.console.ConsoleRoutes;
import org.relais.console.ContactPages;
import org.relais.console.HomePage;
import org.relais.console.ImportPages;
import org.relais.console.InboxPages;
import org.relais.console.PaperPages;
import org.relais.console.SafeguardPages;
import org.relais.console.SettingsPages;
import org.relais.console.action.ActionPages;
import org.relais.console.broadcast.BroadcastPages;
import org.relais.imports.ImportService;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboxService;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.RightsRequestService;
import org.relais.ledger.Ledger;
import org.relais.organisation.AccessStore;
import org.relais.organisation.ApiTokens;
import org.relais.organisation.AuditStore;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.SenderStore;
import org.relais.organisation.Tokens;

/** The console with all its rooms. */
final class ConsoleWiring {
    private final Pool pool;
    private final InstantSource clock;
    private final SecureRandom random;
    private final RelaisConfig config;

    ConsoleWiring(Pool pool, InstantSource clock, SecureRandom random, RelaisConfig config) {
        this.pool = pool;
        this.clock = clock;
        this.random = random;
        this.config = config;
    }

    ConsoleRoutes wire(
            People people,
            ChannelRegistry channels,
            ImportService imports,
            BroadcastPages broadcastPages,
            ActionPages actionPages,
            BroadcastService broadcasts,
            OrganiserAnswerService answers) {
        String publicUrl = config.http().publicUrl();
        AccessStore access = new AccessStore(clock);
        AuditStore audit = new AuditStore(clock);
        OrganisationStore organisations = new OrganisationStore(clock);
        SenderStore senders = new SenderStore(clock);
        Tokens tokens = new Tokens(random);
        ApiTokens apiTokens = new ApiTokens(pool, access, audit, tokens);
        Ledger ledger = new Ledger(clock, random);
        HoldService holds = new HoldService(pool, people.consent(), audit, clock);
        RightsRequestService rights = new RightsRequestService(pool, audit, clock);
        InboxService inbox = new InboxService(pool, audit, clock);
        ContactPages contacts = new ContactPages(
                pool, people.consent(), ledger, people.erasures(), people.proofs(), audit, holds, access, clock);
        return new ConsoleRoutes(
                pool,
                access,
                organisations,
                audit,
                tokens,
                publicUrl,
                clock,
                List.of(
                        new HomePage(pool, broadcasts, inbox, senders),
                        broadcastPages,
                        actionPages,
                        contacts,
                        new PaperPages(
                                pool,
                                contacts,
                                new ContactService(pool, people.identities(), people.consent(), clock),
                                rights,
                                audit,
                                clock),
                        new ImportPages(imports, config.imports().directory(), clock),
                        new InboxPages(pool, access, holds, rights, inbox, answers, clock),
                        new ChannelPages(pool, senders, audit, channels),
                        new SettingsPages(pool, organisations, access, audit, apiTokens, tokens, clock, publicUrl),
                        new AuditPages(pool, audit, access),
                        new SafeguardPages(pool, new PolicyOverrides(pool, clock), people.retention())));
    }
}
