package org.relais.app;

import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.contact.AddressesApi;
import org.relais.api.contact.ContactListsApi;
import org.relais.api.contact.ContactsApi;
import org.relais.api.contact.LedgerApi;
import org.relais.api.contact.ProofApi;
import org.relais.api.organisation.SafeguardsApi;
import org.relais.config.LedgerSettings;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.StandingStore;
import org.relais.consent.identity.ContactListService;
import org.relais.consent.identity.ContactService;
import org.relais.consent.verify.ConsentVerifier;
import org.relais.console.ConsoleFeature;
import org.relais.console.contact.AddressPages;
import org.relais.console.contact.ContactPages;
import org.relais.console.contact.DataLinkRoutes;
import org.relais.console.contact.NewPersonPages;
import org.relais.console.contact.PaperRecordPages;
import org.relais.console.contact.PersonInbox;
import org.relais.console.organisation.SafeguardPages;
import org.relais.contact.NameIndex;
import org.relais.contact.PhoneNumbers;
import org.relais.input.RateLimiter;
import org.relais.ledger.Ledger;
import org.relais.ledger.LedgerAnchors;
import org.relais.ledger.LedgerSealer;
import org.relais.ledger.anchor.AnchorDestination;
import org.relais.ledger.anchor.AnchorFile;
import org.relais.ledger.anchor.AnchorMail;
import org.relais.ledger.anchor.AnchorSender;
import org.relais.ledger.anchor.AnchorWebhook;
import org.relais.share.JoinLinks;
import org.relais.template.OrganisationProfiles;

/** Contacts, their ledger, and what protects them, for the API and the console. */
final class ContactModule implements FeatureModule {
    /** What happened longer ago is in the hash chain. */
    private static final Duration SEALING = Duration.ofSeconds(5);

    /** Names are found more slowly until then. */
    private static final Duration INDEXING = Duration.ofSeconds(3);

    /** As long, those who count people add up what has changed. */
    private static final Duration FOLDING = Duration.ofSeconds(2);

    /** Far longer than a stop's own node needs for the other sections. */
    private static final Duration SECTION_STOPS = Duration.ofSeconds(30);

    /** Noted heads are outside after it, or tried again. */
    private static final Duration SENDING = Duration.ofMinutes(1);

    private final ServiceContext context;
    private final ConsentModule consent;
    private final InboxModule inbox;
    private final ContactService contacts;
    private final PolicyOverrides overrides;
    private final AnchorSender outside;
    private final DataLinkRoutes disclosures;

    /** @param door of public pages */
    ContactModule(
            ServiceContext context,
            ConsentModule consent,
            InboxModule inbox,
            OrganisationProfiles profiles,
            RateLimiter door) {
        this.disclosures = new DataLinkRoutes(
                context.pool(), inbox.dataLinks(), consent.proofs(), profiles, door, context.clock());
        this.context = context;
        this.consent = consent;
        this.inbox = inbox;
        this.contacts = new ContactService(context.pool(), consent.identities(), consent.consent(), context.clock());
        this.overrides = new PolicyOverrides(context.pool(), context.clock());
        this.outside = new AnchorSender(destinations(context), context.clock());
    }

    private static List<AnchorDestination> destinations(ServiceContext context) {
        LedgerSettings settings = context.config().ledger();
        LedgerSettings.Webhook webhook = settings.anchorWebhook();
        LedgerSettings.Mail mail = settings.anchorMail();
        List<AnchorDestination> destinations = new ArrayList<>();
        if (settings.anchorFile() != null) {
            destinations.add(new AnchorFile(context.vertx(), context.pool(), settings.anchorFile()));
        }
        if (webhook != null) {
            destinations.add(new AnchorWebhook(
                    context.vertx(), context.pool(), webhook.url(), webhook.secret(), context.clock()));
        }
        if (mail != null) {
            destinations.add(new AnchorMail(context.vertx(), context.pool(), mail, context.clock()));
        }
        return destinations;
    }

    /** The heads of the ledger's chains on their way outside. */
    AnchorSender anchors() {
        return outside;
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        PhoneNumbers phoneNumbers = new PhoneNumbers();
        ContactsApi people = new ContactsApi(
                context.pool(), context.channels(), contacts, consent.erasures(), phoneNumbers, context.clock());
        return List.of(
                people,
                new AddressesApi(people, consent.addresses(), context.channels(), phoneNumbers),
                new ContactListsApi(people, new ContactListService(context.pool(), context.clock())),
                new ProofApi(consent.proofs()),
                new LedgerApi(
                        context.pool(),
                        new Ledger(context.clock(), context.random()),
                        new ConsentVerifier(context.pool(), consent.fingerprints(), context.clock())),
                new SafeguardsApi(context.pool(), overrides, consent.retention()));
    }

    @Override
    public void mount(Router router) {
        disclosures.mount(router);
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        ContactPages pages = new ContactPages(
                context.database(),
                contacts,
                consent.erasures(),
                consent.proofs(),
                new PersonInbox(inbox.holds(), inbox.rights(), inbox.threads(), new JoinLinks(context.channels())),
                context.clock());
        return List.of(
                // Before the page of one person, whose address would fit it.
                new NewPersonPages(context.pool(), contacts, context.channels(), context.clock()),
                pages,
                new AddressPages(context.pool(), pages, consent.addresses(), context.channels()),
                new PaperRecordPages(context.pool(), pages, contacts, inbox.rights(), context.clock()),
                new SafeguardPages(context.pool(), overrides, consent.retention()));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        LedgerSealer sealer = new LedgerSealer(context.pool(), context.clock());
        LedgerAnchors anchors = new LedgerAnchors(sealer, context.pool(), context.clock());
        if (outside.hasDestinations()) {
            tasks.every(SENDING, "the way of the ledger's anchors", outside::send);
        }
        tasks.every(SEALING, "sealing the ledger", sealer::seal)
                .every(INDEXING, "the index of names", new NameIndex(context.pool())::catchUp)
                .every(FOLDING, "counters of people", () -> new StandingStore().fold(context.pool()))
                .every(context.config().ledger().anchorEvery(), "the ledger's anchors", anchors::note)
                .every(SECTION_STOPS, "stops of sections", () -> consent.consent()
                        .takeUpSectionStops(SECTION_STOPS))
                .every(Duration.ofDays(1), "retention", consent.retention()::run);
    }
}
