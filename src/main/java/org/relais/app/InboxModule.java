package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.inbox.HoldsApi;
import org.relais.api.inbox.InboxApi;
import org.relais.api.inbox.RightsRequestsApi;
import org.relais.consent.ReleaseListener;
import org.relais.consent.pause.PauseService;
import org.relais.console.ConsoleFeature;
import org.relais.console.inbox.ConversationPages;
import org.relais.console.inbox.InboxPages;
import org.relais.console.inbox.InboxServices;
import org.relais.console.inbox.MessagePages;
import org.relais.inbox.DataLinkService;
import org.relais.inbox.HoldService;
import org.relais.inbox.InboxCaseService;
import org.relais.inbox.InboxService;
import org.relais.inbox.OrganiserAnswerService;
import org.relais.inbox.RightsRequestService;
import org.relais.inbox.SavedAnswerService;
import org.relais.inbox.ThreadService;
import org.relais.inbox.media.MediaFetcher;
import org.relais.inbox.media.MediaService;
import org.relais.notice.NoticeService;
import org.relais.organisation.AuditStore;

/** What organisers read, answer and decide: messages, holds, requests to exercise a right. */
final class InboxModule implements FeatureModule {
    private final ServiceContext context;
    private final InboxService inbox;
    private final OrganiserAnswerService answers;
    private final HoldService holds;
    private final PauseService pauses;
    private final RightsRequestService rights;
    private final InboxServices services;
    private final MediaService media;

    /** @param releases told of whoever is held no more, without having said so */
    InboxModule(
            ServiceContext context,
            ConsentModule consent,
            DeliveryModule delivery,
            ShareModule share,
            List<ReleaseListener> releases) {
        this.context = context;
        AuditStore audit = new AuditStore(context.clock());
        this.inbox = new InboxService(context.pool(), audit, context.clock());
        this.answers = new OrganiserAnswerService(
                context.pool(), context.channels(), delivery.outbox(), delivery.wake(), audit, context.clock());
        this.holds = new HoldService(context.pool(), consent.consent(), audit, context.clock(), releases);
        this.pauses = new PauseService(context.pool(), consent.consent(), context.clock(), releases);
        this.rights = new RightsRequestService(context.pool(), audit, context.clock());
        this.media = new MediaService(context.pool(), audit, context.clock());
        this.services = new InboxServices(
                inbox,
                holds,
                rights,
                answers,
                new InboxCaseService(context.pool(), audit, context.clock()),
                new SavedAnswerService(context.pool(), audit, context.clock()),
                new ThreadService(context.pool(), context.channels(), share.personal()),
                media,
                new NoticeService(context.pool(), context.clock()),
                new DataLinkService(
                        context.pool(),
                        rights,
                        new DataLinkService.Sending(context.channels(), delivery.outbox(), delivery.wake()),
                        share.data(),
                        context.clock()));
    }

    DataLinkService dataLinks() {
        return services.dataLinks();
    }

    InboxService inbox() {
        return inbox;
    }

    ThreadService threads() {
        return services.threads();
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
                new HoldsApi(holds),
                new InboxApi(inbox, answers, media),
                new RightsRequestsApi(rights, context.clock()));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        MediaFetcher fetcher = new MediaFetcher(context.vertx(), context.pool(), context.channels(), context.clock());
        tasks.every(Duration.ofSeconds(1), "fetching of what people sent", fetcher::fetch)
                .every(Duration.ofSeconds(5), "ending pauses", pauses::end)
                .every(Duration.ofDays(1), "removal of what people sent long ago", fetcher::removeOld)
                .every(
                        Duration.ofDays(1),
                        "removal of reports closed long ago",
                        new NoticeService(context.pool(), context.clock())::prune);
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        ConversationPages conversations =
                new ConversationPages(context.vertx(), context.pool(), services, context.clock());
        return List.of(
                conversations,
                new InboxPages(context.vertx(), context.pool(), services, conversations, context.clock()),
                new MessagePages(context.pool(), services, context.clock()));
    }
}
