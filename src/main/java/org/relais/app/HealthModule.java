package org.relais.app;

import java.time.Duration;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.api.broadcast.TemplatesApi;
import org.relais.console.ConsoleFeature;
import org.relais.console.sender.TemplatePages;
import org.relais.health.PublicAddress;
import org.relais.health.SenderActivity;
import org.relais.health.SenderHealth;
import org.relais.health.SenderLooks;
import org.relais.health.alarm.Alarms;
import org.relais.organisation.SenderService;
import org.relais.template.catalogue.TemplateAuthor;
import org.relais.template.catalogue.TemplateService;

/** How senders stand at their platforms, and what templates they have there. */
final class HealthModule implements FeatureModule {
    private final SenderActivity activity;
    private final SenderLooks looks;
    private final SenderHealth health;
    private final SenderService senders;
    private final TemplateService templates;
    private final TemplateAuthor author;
    private final Alarms alarms;

    HealthModule(ServiceContext context) {
        this.activity = new SenderActivity(
                context.pool(), context.clock(), context.database().connections()::serverChanges);
        this.looks = new SenderLooks(
                context.pool(),
                context.channels(),
                new PublicAddress(context.platforms(), context.publicUrl()),
                context.clock());
        this.health = new SenderHealth(context.pool(), context.channels(), looks, context.clock());
        this.senders = new SenderService(context.pool(), context.clock());
        this.templates = new TemplateService(context.pool(), context.channels(), context.clock());
        this.author = new TemplateAuthor(context.pool(), context.channels(), templates, context.clock());
        this.alarms = new Alarms(
                context.vertx(), context.pool(), context.config().mail(), context.publicUrl(), context.clock());
    }

    SenderActivity activity() {
        return activity;
    }

    SenderHealth health() {
        return health;
    }

    @Override
    public List<ApiRoutes.Resource> apiResources() {
        return List.of(new TemplatesApi(templates, author));
    }

    /** Before those of the senders, whose addresses begin alike. */
    @Override
    public List<ConsoleFeature> consolePages() {
        return List.of(new TemplatePages(senders, templates, author));
    }

    @Override
    public void schedule(ScheduledTasks tasks) {
        tasks.every(Duration.ofSeconds(15), "looks at senders", looks::run)
                .every(Duration.ofSeconds(10), "templates of senders", templates::run)
                .every(Duration.ofSeconds(15), "alarms", alarms::note)
                .every(Duration.ofSeconds(15), "mails of alarms", alarms::mail)
                .every(Duration.ofHours(6), "forgetting of alarms", alarms::forget)
                .every(Duration.ofHours(6), "forgetting of hours", looks::forget);
    }
}
