package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.action.ActionCloser;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionKinds;
import org.relais.action.ActionService;
import org.relais.action.Assignments;
import org.relais.action.Reminders;
import org.relais.action.reply.ActionReplies;
import org.relais.action.share.ShareCompletion;
import org.relais.api.ApiRoutes;
import org.relais.api.action.ActionsApi;
import org.relais.console.ConsoleFeature;
import org.relais.console.action.ActionPages;
import org.relais.console.action.OpenConfirmation;
import org.relais.spending.SpendingService;

/** Actions of all kinds: offers, assignments, reminders, the end. */
final class ActionModule implements FeatureModule {
    private static final Duration SHARED = Duration.ofSeconds(3);
    private static final Duration ENDS = Duration.ofSeconds(10);
    private static final Duration REMINDERS = Duration.ofMinutes(1);

    private final ServiceContext context;
    private final ActionService actions;
    private final ActionCloser ending;
    private final Reminders reminders;
    private final ShareCompletion sharedDeeds;
    private final ActionReplies replies;
    private final ActionPages pages;

    ActionModule(
            ServiceContext context,
            DeliveryModule delivery,
            BroadcastModule broadcasts,
            SpendingService spending,
            List<ActionKindModule> modules) {
        this.context = context;
        ActionKinds kinds =
                new ActionKinds(modules.stream().map(ActionKindModule::kind).toList());
        Assignments assignments = new Assignments(delivery.outbox(), context.clock());
        this.ending = new ActionCloser(context.pool(), broadcasts.service(), kinds, delivery.outbox(), context.clock());
        this.actions = new ActionService(context.pool(), broadcasts.service(), kinds, ending, context.clock());
        this.reminders = new Reminders(context.pool(), delivery.outbox(), delivery.wake(), context.clock());
        this.sharedDeeds = new ShareCompletion(context.pool(), assignments, delivery.wake(), context.clock());
        this.replies = new ActionReplies(kinds, assignments, context.clock());
        this.pages = new ActionPages(
                context.pool(),
                actions,
                new OpenConfirmation(spending, broadcasts.chats()),
                broadcasts.personalNames(),
                modules.stream().map(module -> module.pages(actions)).toList(),
                context.clock());
    }

    /** Answers the buttons of offers, ACTIONS and STATS. */
    ActionReplies replies() {
        return replies;
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new ActionsApi(context.pool(), actions, new ActionFiguresStore()));
    }

    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(pages);
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(SHARED, "noting who has shared", sharedDeeds::settle)
                .every(ENDS, "ending actions", ending::upkeep)
                .every(REMINDERS, "reminding volunteers", reminders::remind);
    }
}
