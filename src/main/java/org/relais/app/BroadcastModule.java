package org.relais.app;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.relais.api.ApiRoutes;
import org.relais.api.broadcast.AudiencesApi;
import org.relais.api.broadcast.BroadcastResultsApi;
import org.relais.api.broadcast.BroadcastsApi;
import org.relais.api.broadcast.LinkedChatsApi;
import org.relais.api.broadcast.PicturesApi;
import org.relais.audience.AudienceService;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastRunner;
import org.relais.broadcast.BroadcastService;
import org.relais.broadcast.ChatTester;
import org.relais.broadcast.Departures;
import org.relais.broadcast.ProgressStream;
import org.relais.broadcast.WelcomeRunner;
import org.relais.console.ConsoleFeature;
import org.relais.console.broadcast.AudiencePages;
import org.relais.console.broadcast.BroadcastPages;
import org.relais.console.broadcast.LinkedChatPages;
import org.relais.console.broadcast.PictureField;
import org.relais.console.broadcast.SendConfirmation;
import org.relais.conversation.ReplyHandler;
import org.relais.linkedchat.LinkedChatReplies;
import org.relais.linkedchat.LinkedChatService;
import org.relais.organisation.SenderService;
import org.relais.organisation.Tokens;
import org.relais.picture.PictureRoutes;
import org.relais.picture.PictureService;
import org.relais.spending.SpendingService;

/** Broadcasts, and what moves them along on this node. */
final class BroadcastModule implements FeatureModule {
    private static final Duration WELCOMES = Duration.ofSeconds(5);

    private final ServiceContext context;
    private final Set<String> personalNames;
    private final BroadcastRunner runner;
    private final BroadcastService service;
    private final BroadcastResults results;
    private final AudienceService audiences;
    private final WelcomeRunner welcomes;
    private final SpendingService spending;
    private final LinkedChatService chats;
    private final PictureService pictures;
    private final Departures departures;

    BroadcastModule(ServiceContext context, ShareModule share, DeliveryModule delivery, SpendingService spending) {
        this.context = context;
        this.spending = spending;
        this.personalNames = share.personal().names();
        this.runner = new BroadcastRunner(
                context.vertx(),
                context.pool(),
                context.channels(),
                delivery.outbox(),
                delivery.wake(),
                context.clock());
        this.service = new BroadcastService(
                context.pool(), context.channels(), share.personal(), runner, context.random(), context.clock());
        this.chats = new LinkedChatService(
                context.pool(),
                new ChatTester(
                        context.pool(),
                        context.channels(),
                        share.personal(),
                        delivery.outbox(),
                        runner,
                        context.clock()),
                context.channels(),
                context.random(),
                context.clock());
        this.pictures = new PictureService(
                context.vertx(), context.pool(), new Tokens(context.random()), context.clock(), context.publicUrl());
        this.departures = new Departures(context.pool(), context.channels(), context.clock());
        this.results = new BroadcastResults(
                context.vertx(), context.pool(), context.channels().mute(), context.clock(), context.nanoTime());
        this.audiences = new AudienceService(context.pool(), context.clock());
        this.welcomes = new WelcomeRunner(context.pool(), context.channels(), delivery.wake(), context.clock());
    }

    /** Names of the variables of each person's own. */
    Set<String> personalNames() {
        return personalNames;
    }

    BroadcastService service() {
        return service;
    }

    /** Sends what is composed to chats of organisers. */
    LinkedChatService chats() {
        return chats;
    }

    /** Links chats of organisers. */
    ReplyHandler replies() {
        return new LinkedChatReplies(chats);
    }

    void start() {
        runner.start();
    }

    Future<Void> stop() {
        return runner.stop();
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(WELCOMES, "open broadcasts", welcomes::look)
                .every(Duration.ofDays(1), "removal of pictures that no message needs", pictures::removeOld);
    }

    @Override
    public void mount(Router router) {
        new PictureRoutes(pictures).mount(router);
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(
                new AudiencesApi(audiences),
                new BroadcastsApi(service, departures, spending),
                new BroadcastResultsApi(service, results),
                new LinkedChatsApi(chats, service),
                new PicturesApi(pictures));
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(
                new AudiencePages(context.pool(), audiences, service, results),
                new BroadcastPages(
                        context.pool(),
                        service,
                        results,
                        new SendConfirmation(
                                new SenderService(context.pool(), context.clock()), departures, spending, chats),
                        new ProgressStream(
                                context.vertx(), context.pool(), new SenderService(context.pool(), context.clock())),
                        new BroadcastPages.Composing(
                                new PictureField(
                                        pictures, context.config().imports().directory()),
                                personalNames)),
                new LinkedChatPages(chats, service, context.clock()));
    }
}
