package org.relais.app;

import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.HoldsApi;
import org.relais.api.InboxApi;
import org.relais.api.RightsRequestsApi;
import org.relais.console.ConsoleFeature;
import org.relais.console.InboxPages;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboxService;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.RightsRequestService;
import org.relais.organisation.AuditStore;

/** What organisers read, answer and decide: messages, holds, requests to exercise a right. */
final class InboxModule implements FeatureModule {
    private final ServiceContext context;
    private final InboxService inbox;
    private final OrganiserAnswerService answers;
    private final HoldService holds;
    private final RightsRequestService rights;

    InboxModule(ServiceContext context, ConsentModule consent, DeliveryModule delivery) {
        this.context = context;
        AuditStore audit = new AuditStore(context.clock());
        this.inbox = new InboxService(context.pool(), audit, context.clock());
        this.answers = new OrganiserAnswerService(
                context.pool(), context.channels(), delivery.outbox(), delivery.wake(), audit, context.clock());
        this.holds = new HoldService(context.pool(), consent.consent(), audit, context.clock());
        this.rights = new RightsRequestService(context.pool(), audit, context.clock());
    }

    InboxService inbox() {
        return inbox;
    }

    HoldService holds() {
        return holds;
    }

    RightsRequestService rights() {
        return rights;
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(
                new HoldsApi(holds), new InboxApi(inbox, answers), new RightsRequestsApi(rights, context.clock()));
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(new InboxPages(context.pool(), holds, rights, inbox, answers, context.clock()));
    }
}
