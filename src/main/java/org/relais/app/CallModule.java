package org.relais.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.relais.action.ActionKind;
import org.relais.action.ActionService;
import org.relais.action.Assignments;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallService;
import org.relais.action.call.Calls;
import org.relais.api.ApiRoutes;
import org.relais.api.action.CallsApi;
import org.relais.consent.stopword.StopDetector;
import org.relais.console.action.CallListPages;
import org.relais.console.action.CallPages;
import org.relais.console.action.KindPages;
import org.relais.conversation.ReplyHandler;
import org.relais.database.Paging;
import org.relais.organisation.AuditStore;

/** Calls: lists of people, leases of volunteers, results and their corrections. */
final class CallModule implements ActionKindModule {
    /** A number is shown no longer than this after a lease has run out, or its person has stopped. */
    private static final Duration LEASES = Duration.ofSeconds(1);

    private static final Duration LISTS = Duration.ofMinutes(1);

    private final ServiceContext context;
    private final ImportModule imports;
    private final Calls calls;
    private final CallService service;
    private final CallCorrections corrections;

    /** @param detector reads what volunteers note of their calls */
    CallModule(
            ServiceContext context,
            ConsentModule consent,
            DeliveryModule delivery,
            ImportModule imports,
            StopDetector detector) {
        this.context = context;
        this.imports = imports;
        AuditStore audit = new AuditStore(context.clock());
        this.calls = Calls.create(
                context.pool(),
                consent.consent(),
                new Assignments(delivery.outbox(), context.clock()),
                new Calls.Sending(delivery.outbox(), context.channels(), delivery.wake()),
                detector,
                context.clock());
        this.service = new CallService(context.pool(), audit, context.clock());
        this.corrections = new CallCorrections(context.pool(), consent.consent(), audit, context.clock());
    }

    @Override
    public KindPages pages(ActionService actions) {
        CallListPages list =
                new CallListPages(context.pool(), service, corrections, (organisation, limit) -> imports.service()
                        .page(organisation, Paging.NEWEST, limit));
        return new CallPages(actions, service, corrections, list);
    }

    @Override
    public ActionKind kind() {
        return calls.kind();
    }

    /** Answers what volunteers press and type during calls. */
    ReplyHandler replies() {
        return calls.replies();
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new CallsApi(service, corrections));
    }

    private Future<?> upkeep() {
        return Future.join(calls.sweep().run(), calls.stops().seeThrough());
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(LEASES, "the upkeep of calls", this::upkeep)
                .every(LISTS, "lists of people to call", calls.sweep()::closeRefused);
    }
}
